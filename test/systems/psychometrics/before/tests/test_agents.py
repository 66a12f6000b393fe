from datetime import timedelta

from django.core import mail
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import timezone

from agents import tasks
from agents.event_logger import EventLogger
from agents.metric_extractor import MetricExtractor, margin_of_error
from agents.report_generator import ReportGenerator, band
from agents.trait_inferencer import TraitInferencer, logistic
from behavioral_data.models import Session
from tests.builders import add_events, make_organisation, make_session


class CalculationTests(SimpleTestCase):
    def test_the_middle_maps_to_one_half(self) -> None:
        self.assertEqual(logistic(0.6, middle=0.6, slope=-6.0), 0.5)

    def test_one_sample_has_no_margin(self) -> None:
        self.assertEqual(margin_of_error([0.4]), 0.0)

    def test_bands(self) -> None:
        self.assertEqual([band(0.1), band(0.5), band(0.9)], ["low", "middle", "high"])


class AgentTests(TestCase):
    def setUp(self) -> None:
        self.session = make_session(make_organisation())

    def test_events_from_before_the_session_are_dropped(self) -> None:
        start = self.session.started_at
        events = [
            {"kind": "pump", "occurred_at": start - timedelta(seconds=1), "payload": {}},
            {"kind": "pump", "occurred_at": start + timedelta(seconds=1), "payload": {}},
        ]

        self.assertEqual(EventLogger(self.session).record(events), 1)
        self.assertEqual(self.session.events.count(), 1)

    def test_reaction_time_is_the_mean_of_the_pairs(self) -> None:
        add_events(
            self.session,
            ("stimulus", 1.0),
            ("response", 1.4),
            ("stimulus", 2.0),
            ("response", 2.6),
        )

        result = MetricExtractor().run(self.session)

        metric = self.session.metrics.get()
        self.assertEqual(metric.name, "reaction_time")
        self.assertAlmostEqual(metric.value, 0.5)
        self.assertEqual(result.warnings, ("no samples for pumps_per_balloon",))

    def test_extracting_twice_replaces_the_metrics(self) -> None:
        add_events(self.session, ("pump", 1.0), ("burst", 2.0))

        MetricExtractor().run(self.session)
        MetricExtractor().run(self.session)

        self.assertEqual(self.session.metrics.get().value, 1.0)

    def test_traits_follow_from_the_metrics(self) -> None:
        self.session.metrics.create(name="pumps_per_balloon", value=12.0)

        TraitInferencer().run(self.session)

        self.assertEqual(self.session.traits.get().trait, "risk_taking")

    def test_a_report_names_the_bands(self) -> None:
        self.session.traits.create(trait="attention", score=0.9)

        ReportGenerator().run(self.session)

        self.assertEqual(self.session.report.body["traits"], {"attention": "high"})


class TaskTests(TestCase):
    def setUp(self) -> None:
        self.session = make_session(make_organisation())

    def test_a_session_is_processed_to_traits(self) -> None:
        add_events(self.session, ("stimulus", 1.0), ("response", 1.6))

        tasks.process_session(self.session.pk)

        self.assertAlmostEqual(self.session.traits.get().score, 0.5)

    def test_the_report_is_mailed(self) -> None:
        self.session.traits.create(trait="attention", score=0.9)

        tasks.generate_report(self.session.pk, "grace@example.org")

        self.assertEqual(mail.outbox[0].body, "attention: high")

    @override_settings(EVENT_RETENTION_DAYS=30)
    def test_only_expired_events_are_purged(self) -> None:
        add_events(self.session, ("pump", 1.0))
        old = timezone.now() - timedelta(days=31)
        Session.objects.filter(pk=self.session.pk).update(started_at=old)
        self.session.refresh_from_db()
        add_events(self.session, ("pump", 1.0))

        self.assertEqual(tasks.purge_expired_events(), 1)
        self.assertEqual(self.session.events.count(), 1)
