"""A machine of a fleet with Debian's Exim, as its configuration is made: of one template or of many files."""
import os
import re
import smtplib
import time

import destination
import machine
import place

SETTINGS = """\
dc_eximconfig_configtype='smarthost'
dc_other_hostnames=''
dc_local_interfaces=''
dc_readhost=''
dc_relay_domains=''
dc_minimaldns='false'
dc_relay_nets='{network}'
dc_smarthost='{smarthost}'
CFILEMODE='644'
dc_use_split_config='{split}'
dc_hide_mailname=''
dc_mailname_in_oh='true'
dc_localdelivery='mail_spool'
"""

# Where mail goes by name; all else goes to the destination's main port.
HUBS = {"acme.example": "acme", "drop.example": "drop", "greet421.example": "greet421", "greet554.example": "greet554",
        "refused.example": "closed"}

MAIN = """\
daemon_smtp_ports = 25 : 587
smtp_accept_max = 200
smtp_accept_queue_per_connection = 0
"""


class EximMachine(machine.Machine):
    """Debian with 'apt-get install exim4-daemon-light openssh-server'. Only where mail goes is configured."""

    packages = ("openssh-server", "exim4-daemon-light")
    smtp_port, submission_port = 25, 587
    log = "/var/log/exim4/mainlog"
    split = False
    stock = False
    lifetime = "5d"

    def configure(self):
        self.write("etc/mailname", "%s.fleet.example\n" % self.name)
        if self.stock:
            return
        self.write("etc/exim4/update-exim4.conf.conf", SETTINGS.format(network=self.fleet.network.mask,
                                                                       smarthost=self.host("main"), split="true" if self.split else "false"))
        self.write("etc/default/exim4", "QUEUERUNNER='combined'\nQUEUEINTERVAL='24h'\n")
        self.write("etc/exim4/conf.d/main/000_fleet" if self.split else "etc/exim4/exim4.conf.localmacros", MAIN)
        self.write("etc/exim4/hubbed_hosts", "".join("%s: %s\n" % (domain, self.host(name)) for domain, name in HUBS.items()))
        self.set_lifetime(self.lifetime)

    def host(self, name):
        """Where a port of the destination is, as Exim names it."""
        return "%s::%d" % (self.fleet.destination.address, destination.PORTS.get(name, destination.CLOSED_PORT))

    def retry_file(self):
        return "/etc/exim4/conf.d/retry/30_exim4-config" if self.split else "/etc/exim4/exim4.conf.template"

    def set_lifetime(self, lifetime, first="24h"):
        """How long mail is tried; by itself it is not tried again before that is over, or a day."""
        path = self.path(self.retry_file()) if self.pid else self.image + self.retry_file()
        with open(path) as text:
            text, count = re.subn(r"(?m)^(\*[ \t]+\*[ \t]+)F,\S.*$", r"\1F,%s,%s" % (lifetime, first), text.read())
        if count != 1:
            raise AssertionError("no retry rule in " + path)
        self.write(self.retry_file(), text)
        if self.pid:
            self.run("update-exim4.conf")

    # ---- mail ----

    def client(self, port=None):
        """A connection; a daemon that reads its configuration anew takes none for a moment."""
        end = time.monotonic() + place.PATIENCE
        while True:
            try:
                return smtplib.SMTP(self.address, port or self.smtp_port, timeout=place.PATIENCE)
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def send(self, recipients, sender="news@sender.example", subject="hello", port=None):
        recipients = [recipients] if isinstance(recipients, str) else recipients
        with self.client(port) as client:
            client.sendmail(sender, recipients, "From: <%s>\r\nTo: undisclosed:;\r\nSubject: %s\r\n\r\nHello.\r\n" % (sender, subject))

    def queue(self):
        """The messages that wait, by id."""
        return [name[:-2] for _, _, names in os.walk(self.path("/var/spool/exim4/input")) for name in names if name.endswith("-H")]

    def is_quiet(self):
        """Whether nothing but the daemon runs: who takes mail in is gone only when its delivery has begun. One that ended
        while we looked may have begun one that we did not see."""
        programs = [place.program(pid) for pid in place.descendants(self.pid)]
        return "" not in programs and [name for name in programs if name.endswith("/exim4")] == ["/usr/sbin/exim4"]

    def try_again(self):
        """All deferred mail is tried, once, before this returns."""
        self.run("exim4", "-qff")
        place.wait_for(self.is_quiet, "quiet")

    def expire(self):
        """The time of all deferred mail is over: it is tried for the last time, and its senders are told."""
        waiting = set(self.queue())
        self.set_lifetime("1s", "1s")

        def are_gone():
            self.run("exim4", "-qff")
            return not waiting & set(self.queue())
        place.wait_for(are_gone, "mail expired")
        place.wait_for(self.is_quiet, "quiet")
        self.set_lifetime(self.lifetime)

    def expire_one(self):
        """Exim gives up a single message only as if an operator had cancelled it: none."""

    def forget(self):
        """No mail waits, the log is empty, and no host is known to fail."""
        place.wait_for(self.is_quiet, "quiet")  # what is being delivered is not removed
        if self.queue():
            self.run("exim4", "-Mrm", *self.queue())
        self.run("sh", "-c", "rm -f /var/spool/exim4/db/retry* /var/spool/exim4/db/wait-*")
        with open(self.log_path(), "w"):
            pass

    def log_path(self):
        return self.path(self.log)

    def logged(self, text):
        try:
            with open(self.log_path(), errors="surrogateescape") as log:
                return log.read().count(text)
        except FileNotFoundError:
            return 0


class EximSplitMachine(EximMachine):
    """Its configuration is made of many files."""

    split = True


class EximPlainMachine(EximMachine):
    """One file that nothing makes, as elsewhere than on Debian."""

    def start(self):
        super().start()
        self.run("cp", "/var/lib/exim4/config.autogenerated", "/etc/exim4/exim4.conf")
        self.run("systemctl", "restart", "exim4")
        place.wait_for_port(self.address, self.smtp_port)

    def retry_file(self):
        return "/etc/exim4/exim4.conf" if self.pid else super().retry_file()


class StockEximMachine(EximMachine):
    """As the packages leave it: nothing is configured but its name."""

    stock = True
