"""How many requests a member may send."""
from rest_framework.throttling import UserRateThrottle

from .models import Membership


class MembershipRateThrottle(UserRateThrottle):
    """The rate of the member's tier; visitors without an account are left to the throttle for them."""

    scope = Membership.Tier.FREE.value

    def allow_request(self, request, view):
        if not request.user.is_authenticated:
            return True
        self.scope = tier_of(request.user)
        self.num_requests, self.duration = self.parse_rate(self.get_rate())
        return super().allow_request(request, view)


def tier_of(user):
    """Tier of the user's membership; who has none is a free member."""
    membership = Membership.objects.filter(user=user).first()
    return Membership.Tier.FREE.value if membership is None else membership.tier
