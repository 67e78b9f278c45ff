"""Mail as a provider's nodes see it all day, for the demo."""
import random
import smtplib
import subprocess
import threading
import time

CUSTOMERS = ["acme.example", "contoso.example", "fabrikam.example", "northwind.example",
             "tailspin.example", "busy.example"]


class Traffic(threading.Thread):
    """A believable mix: mostly delivered, some busy, one mail system down for a while, a message
    expired now and then."""

    def __init__(self, fleet):
        super().__init__(daemon=True)
        self.fleet = fleet
        self.ending = threading.Event()

    def stop(self):
        self.ending.set()
        self.join()

    def recipient(self, rng):
        domain = rng.choices(CUSTOMERS, [30, 25, 20, 10, 8, 7])[0]
        user = "user%d" % rng.randrange(40)
        if domain == "busy.example" or rng.random() < 0.06:
            user = rng.choice(["c450", "c451", "c452", "c421", "c550", "c552", "c554", "c550"])
        return "%s@%s" % (user, domain)

    def run(self):
        rng = random.Random()
        began = time.time()
        last_expiry = began
        down = False
        while not self.ending.wait(rng.expovariate(6.0)):
            # acme.example's own mail system is down for 3 minutes of every 6, first after 20 s.
            should_be_down = (time.time() - began + 340) % 360 < 180
            if should_be_down != down:
                down = should_be_down
                (self.fleet.destination.close if down else self.fleet.destination.open)("acme")
            node = rng.choice(self.fleet.nodes)
            try:
                node.send([self.recipient(rng) for _ in range(rng.choice([1, 1, 1, 2]))],
                          sender="news%d@sender.example" % rng.randrange(9))
                if time.time() - last_expiry > 60:
                    last_expiry = time.time()
                    node.expire_one()
            except (OSError, smtplib.SMTPException, subprocess.SubprocessError):
                pass
