"""Pages of the academy."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy_learning import services
from academy_learning.forms import PasswordResetRequestForm, PaymentForm, SignupForm
from academy_learning.models import Certificate, Course, Enrollment, Lesson
from academy_learning.tasks import send_password_reset_email

COURSES_ON_HOME_PAGE = 6
COURSES_PER_PAGE = 24


@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer while the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the newest courses."""
    courses = (
        Course.objects.filter(status=Course.Status.PUBLISHED)
        .select_related("instructor")
        .order_by("-published_at")[:COURSES_ON_HOME_PAGE]
    )
    return render(request, "academy_web/home.html", {"courses": courses})


@require_GET
def course_list(request: HttpRequest) -> HttpResponse:
    """Show all open courses, page by page."""
    courses = Course.objects.filter(status=Course.Status.PUBLISHED).order_by("-published_at")
    page = Paginator(courses, COURSES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "academy_web/course_list.html", {"page": page})


@require_GET
def course_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a course with its modules and lessons."""
    course = get_object_or_404(
        Course.objects.select_related("instructor").prefetch_related("modules__lessons"),
        slug=slug,
        status=Course.Status.PUBLISHED,
    )
    return render(request, "academy_web/course_detail.html", {"course": course})


@login_required
@require_POST
def course_enroll(request: HttpRequest, slug: str) -> HttpResponse:
    """Enrol the user in a course."""
    course = get_object_or_404(Course, slug=slug)
    result = services.enroll_user_in_course(request.user, course)
    if not result.success:
        messages.warning(request, result.message)
        return redirect("course_detail", slug=slug)
    messages.success(request, result.message)
    if result.enrollment.status == Enrollment.Status.AWAITING_PAYMENT:
        return redirect("payment_submit", enrollment_id=result.enrollment.pk)
    return redirect("dashboard")


@login_required
@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the user's courses and how far they are."""
    enrollments = (
        Enrollment.objects.filter(user=request.user)
        .select_related("course__instructor")
        .order_by("-started_at")
    )
    rows = []
    for enrollment in enrollments:
        rows.append(
            {
                "id": enrollment.pk,
                "status": enrollment.get_status_display(),
                "title": enrollment.course.title,
                "slug": enrollment.course.slug,
                "instructor": enrollment.course.instructor.name,
            },
        )
    return render(request, "academy_web/dashboard_realtime.html", {"rows": rows})


@login_required
@require_POST
def lesson_complete(request: HttpRequest, lesson_id: int) -> JsonResponse:
    """Mark a lesson of one of the user's courses as done."""
    lesson = get_object_or_404(Lesson.objects.select_related("module"), pk=lesson_id)
    enrollment = get_object_or_404(
        Enrollment,
        user=request.user,
        course_id=lesson.module.course_id,
        status=Enrollment.Status.ACTIVE,
    )
    return JsonResponse({"percent": services.complete_lesson(enrollment, lesson)})


@login_required
@require_http_methods(["GET", "POST"])
def payment_submit(request: HttpRequest, enrollment_id: int) -> HttpResponse:
    """Let the learner announce a bank transfer."""
    enrollment = get_object_or_404(
        Enrollment.objects.select_related("course"),
        pk=enrollment_id,
        user=request.user,
        status=Enrollment.Status.AWAITING_PAYMENT,
    )
    form = PaymentForm(request.POST or None)
    if form.is_valid():
        services.submit_payment(enrollment, form.cleaned_data["reference"])
        messages.success(request, "Thank you. We will check your payment.")
        return redirect("dashboard")
    return render(
        request,
        "academy_web/payment_submit.html",
        {"enrollment": enrollment, "form": form},
    )


@require_GET
def certificate_detail(request: HttpRequest, serial: str) -> HttpResponse:
    """Show a certificate to whoever has its serial number."""
    certificate = get_object_or_404(
        Certificate.objects.select_related(
            "enrollment__user",
            "enrollment__course__instructor",
        ),
        serial=serial,
    )
    return render(request, "academy_web/certificate.html", {"certificate": certificate})


@require_http_methods(["GET", "POST"])
def signup(request: HttpRequest) -> HttpResponse:
    """Register a learner."""
    form = SignupForm(request.POST or None)
    if form.is_valid():
        user = form.save()
        login(request, user)
        return redirect("dashboard")
    return render(request, "academy_web/signup.html", {"form": form})


@require_http_methods(["GET", "POST"])
def password_reset_request(request: HttpRequest) -> HttpResponse:
    """Send a link for a new password, and never tell who has an account."""
    form = PasswordResetRequestForm(request.POST or None)
    if form.is_valid():
        user = User.objects.filter(username=form.cleaned_data["email"]).first()
        if user is not None:
            send_password_reset_email.delay(user.pk, request.build_absolute_uri("/"))
        messages.info(request, "If the address is known, a link is on its way.")
        return redirect("login")
    return render(request, "academy_web/password_reset.html", {"form": form})
