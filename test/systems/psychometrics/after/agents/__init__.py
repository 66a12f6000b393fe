"""Agents that turn behaviour into metrics, traits and reports."""
