import psutil
from locust import HttpUser, between, events, task


class Customer(HttpUser):
    wait_time = between(1, 5)

    @task
    def orders(self):
        self.client.get("/api/orders/")


@events.quitting.add_listener
def report_load(environment, **_):
    print(f"load of this machine at the end: {psutil.getloadavg()}")
