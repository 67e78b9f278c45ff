"""The conformance kit, on each driver's real daemon and kind of log."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402,F401
import conformance  # noqa: E402
from test_machine import NEEDS_MACHINES  # noqa: E402


@NEEDS_MACHINES
class PostfixFileReading(conformance.Mail):
    nodes = [conformance.PostfixFile]


@NEEDS_MACHINES
class PostfixFileReports(conformance.Reports):
    nodes = [conformance.PostfixFile]


@NEEDS_MACHINES
class PostfixFilePush(conformance.Push):
    nodes = [conformance.PostfixFile]


@NEEDS_MACHINES
class PostfixFileEnrolment(conformance.Enrolment):
    nodes = [conformance.PostfixFile]


@NEEDS_MACHINES
class EximFileReading(conformance.Mail):
    nodes = [conformance.EximFile]


@NEEDS_MACHINES
class EximFileReports(conformance.Reports):
    nodes = [conformance.EximFile]


@NEEDS_MACHINES
class EximFilePush(conformance.Push):
    nodes = [conformance.EximFile]


@NEEDS_MACHINES
class EximFileEnrolment(conformance.Enrolment):
    nodes = [conformance.EximFile]


@NEEDS_MACHINES
class EximSplitEnrolment(conformance.Enrolment):
    nodes = [conformance.EximSplit]


@NEEDS_MACHINES
class EximPlainEnrolment(conformance.Enrolment):
    nodes = [conformance.EximPlain]


@NEEDS_MACHINES
class PostfixJournalReading(conformance.Mail):
    nodes = [conformance.PostfixJournal]


@NEEDS_MACHINES
class PostfixJournalReports(conformance.Reports):
    nodes = [conformance.PostfixJournal]


@NEEDS_MACHINES
class OpenSMTPDReading(conformance.Reading):
    nodes = [conformance.OpenSMTPD]


@NEEDS_MACHINES
class OpenSMTPDPolicy(conformance.Unenforceable):
    nodes = [conformance.OpenSMTPD]
