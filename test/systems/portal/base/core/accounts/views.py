from rest_framework.generics import RetrieveUpdateAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from orders.services import open_orders

from .serializers import CustomerSerializer


class ProfileView(RetrieveUpdateAPIView):
    serializer_class = CustomerSerializer

    def get_object(self):
        return self.request.user


class SummaryView(APIView):
    """What the customer sees first: the name, and how many orders are on their way."""

    def get(self, request):
        return Response({
            "name": str(request.user),
            "open_orders": open_orders(request.user).count(),
        })
