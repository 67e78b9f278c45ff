"""The fleet of 'make demo FLEET=mixed': machines with Postfix and with Exim, one for each way in which they log and
are configured."""
import exim
import machine


class Exim(exim.EximMachine):
    """Its mail is tried again as often as that of the Postfix machines."""

    def configure(self):
        super().configure()
        self.write("etc/default/exim4", "QUEUERUNNER='combined'\nQUEUEINTERVAL='30s'\n")

    def set_lifetime(self, lifetime, first="1m"):
        super().set_lifetime(lifetime, first)


class EximSplit(Exim):
    """Configured by many files."""

    split = True


NODES = [machine.PostfixMachine, machine.PostfixFileMachine, Exim, EximSplit]
