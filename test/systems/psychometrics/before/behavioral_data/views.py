"""Pages for recruiters."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from agents.tasks import generate_report
from behavioral_data.models import Report, Session

SESSIONS_PER_PAGE = 50


@login_required
@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """Show the sessions of the user's organisation, newest first."""
    sessions = (
        Session.objects.filter(candidate__organisation_id=request.user.organisation_id)
        .select_related("candidate")
        .order_by("-started_at")
    )
    page = Paginator(sessions, SESSIONS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/session_list.html", {"page": page})


@login_required
@require_GET
def session_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a session with its metrics, traits and report."""
    session = get_object_or_404(
        Session.objects.select_related("candidate").prefetch_related("metrics", "traits"),
        pk=pk,
        candidate__organisation_id=request.user.organisation_id,
    )
    report = Report.objects.filter(session=session).first()
    return render(request, "pages/session_detail.html", {"session": session, "report": report})


@login_required
@require_POST
def report_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a report written and sent to the user."""
    session = get_object_or_404(
        Session,
        pk=pk,
        candidate__organisation_id=request.user.organisation_id,
    )
    generate_report.delay(session.pk, request.user.email)
    messages.success(request, "The report is on its way to you.")
    return redirect("session-detail", pk=session.pk)
