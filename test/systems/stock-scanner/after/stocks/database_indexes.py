"""Compares the indexes that the models ask for with those that the database has."""
from django.apps import apps
from django.db import connection


class DatabaseIndexAnalyzer:
    def find_missing(self):
        """Pairs of a model and an index of its Meta that its table lacks."""
        missing = []
        with connection.cursor() as cursor:
            for model in apps.get_app_config("stocks").get_models():
                present = connection.introspection.get_constraints(cursor, model._meta.db_table)
                missing += [(model, index) for index in model._meta.indexes if index.name not in present]
        return missing

    def create_missing(self):
        """Creates what is missing; returns the names."""
        missing = self.find_missing()
        if not missing:
            return []
        with connection.schema_editor() as editor:
            for model, index in missing:
                editor.add_index(model, index)
        return [index.name for _, index in missing]

    def optimize_database(self):
        """Creates what is missing and refreshes the planner's statistics; returns the names of new indexes."""
        created = self.create_missing()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return created


def get_database_optimization_status():
    missing = DatabaseIndexAnalyzer().find_missing()
    return {"optimized": not missing, "missing": [index.name for _, index in missing]}


def check_and_create_indexes():
    return {"created": DatabaseIndexAnalyzer().create_missing()}
