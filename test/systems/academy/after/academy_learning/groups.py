"""Names of the channel groups that services write to and consumers join."""


def progress_group(enrollment_id: int) -> str:
    """Return the group that hears of an enrolment's progress."""
    return f"progress.{enrollment_id}"


def notification_group(user_id: int) -> str:
    """Return the group that hears of a user's notifications."""
    return f"notifications.{user_id}"


def course_group(slug: str) -> str:
    """Return the group that hears of a course's changes."""
    return f"course.{slug}"
