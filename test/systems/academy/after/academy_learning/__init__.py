"""Courses, enrolments and payments."""
