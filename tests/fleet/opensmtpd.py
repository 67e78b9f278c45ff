"""A machine of a fleet with Debian's OpenSMTPD, which logs to the journal."""
import os
import smtplib

import machine
import place

CONFIGURATION = """\
queue ttl {lifetime}
listen on 0.0.0.0
action "out" relay host smtp://{host}
match from any for any action "out"
"""


class OpenSMTPDMachine(machine.Machine):
    """Debian with 'apt-get install opensmtpd openssh-server'. Only where mail goes is configured."""

    packages = ("openssh-server", "opensmtpd")
    smtp_port = 25
    log = "journal"

    def configure(self):
        self.write("etc/mailname", "%s.fleet.example\n" % self.name)
        self.write_configuration("5d")

    def write_configuration(self, lifetime):
        host = self.fleet.destination.place("main").replace("[", "").replace("]", "")
        self.write("etc/smtpd.conf", CONFIGURATION.format(host=host, lifetime=lifetime))

    def set_lifetime(self, lifetime):
        self.write_configuration(lifetime)
        self.run("systemctl", "restart", "opensmtpd")
        self.wait_for_daemon()

    def start(self):
        super().start()
        self.wait_for_daemon()

    def wait_for_daemon(self):
        """Its processes make the queue's folders in their own time."""
        place.wait_for_port(self.address, self.smtp_port)
        place.wait_for(lambda: os.path.isdir(self.path("/var/spool/smtpd/queue")), "a queue of OpenSMTPD")

    def send(self, recipients, sender="news@sender.example", subject="hello"):
        recipients = [recipients] if isinstance(recipients, str) else recipients
        with smtplib.SMTP(self.address, self.smtp_port, timeout=place.PATIENCE) as client:
            client.sendmail(sender, recipients, "From: <%s>\r\nTo: undisclosed:;\r\nSubject: %s\r\n\r\nHello.\r\n" % (sender, subject))

    def envelopes(self):
        return [line.split("|") for line in self.run("smtpctl", "show", "queue").splitlines()]

    def is_quiet(self):
        """Whether nothing is under way, and nothing about to be: reports are made a second after."""
        return all(one[11] == "pending" and int(one[12]) > 5 for one in self.envelopes())

    def try_again(self):
        before = {one[0]: int(one[10]) for one in self.envelopes()}
        self.run("smtpctl", "schedule", "all")
        place.wait_for(lambda: all(int(one[10]) > before.get(one[0], 0) for one in self.envelopes() if one[0] in before), "tried")
        place.wait_for(self.is_quiet, "quiet")

    def expire(self):
        waiting = {one[0] for one in self.envelopes()}
        self.set_lifetime("1s")
        place.wait_for(lambda: not waiting & {one[0] for one in self.envelopes()}, "mail expired")
        self.set_lifetime("5d")
        place.wait_for(self.is_quiet, "quiet")

    def forget(self):
        for one in self.envelopes():
            self.run("smtpctl", "remove", one[0])
        self.run("journalctl", "--rotate", "--vacuum-files=1")
