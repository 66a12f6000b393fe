"""Admin of the learning app."""

from django.contrib import admin

from academy_learning.models import (
    Certificate,
    Course,
    Enrollment,
    Instructor,
    Lesson,
    Module,
    Payment,
)


class ModuleInline(admin.TabularInline):
    """Modules of a course, edited with it."""

    model = Module
    extra = 0


class LessonInline(admin.StackedInline):
    """Lessons of a module, edited with it."""

    model = Lesson
    extra = 0


@admin.register(Instructor)
class InstructorAdmin(admin.ModelAdmin):
    """Instructors."""

    list_display = ["name", "user"]
    list_select_related = ["user"]
    search_fields = ["name", "user__email"]


@admin.register(Course)
class CourseAdmin(admin.ModelAdmin):
    """Courses with their modules."""

    list_display = ["title", "instructor", "status", "price", "published_at"]
    list_filter = ["status"]
    list_select_related = ["instructor"]
    search_fields = ["title", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [ModuleInline]


@admin.register(Module)
class ModuleAdmin(admin.ModelAdmin):
    """Modules with their lessons."""

    list_display = ["title", "course", "position"]
    list_select_related = ["course"]
    search_fields = ["title", "course__title"]
    inlines = [LessonInline]


@admin.register(Enrollment)
class EnrollmentAdmin(admin.ModelAdmin):
    """Who takes which course."""

    list_display = ["user", "course", "status", "started_at"]
    list_filter = ["status"]
    list_select_related = ["user", "course"]
    search_fields = ["user__email", "course__title"]


@admin.register(Payment)
class PaymentAdmin(admin.ModelAdmin):
    """Announced bank transfers."""

    list_display = ["reference", "amount", "status", "submitted_at", "reviewed_by"]
    list_filter = ["status"]
    list_select_related = ["reviewed_by"]
    search_fields = ["reference"]


@admin.register(Certificate)
class CertificateAdmin(admin.ModelAdmin):
    """Issued certificates."""

    list_display = ["serial", "enrollment", "issued_at"]
    list_select_related = ["enrollment"]
    search_fields = ["serial"]
