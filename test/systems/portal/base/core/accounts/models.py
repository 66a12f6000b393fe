from django.contrib.auth.models import AbstractUser
from django.db import models


class Customer(AbstractUser):
    company = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    wants_mail = models.BooleanField(default=True)

    def __str__(self):
        return self.get_full_name() or self.username
