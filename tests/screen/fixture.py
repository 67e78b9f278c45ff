"""The fixed store that the stories look at: three nodes, one of them down; one customer failing,
one near its threshold, one quiet. The clock stands at NOW."""
import os
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../node"))
import lib  # noqa: E402

NOW = 1795532645  # 2026-11-24T15:04:05Z, as in the sketches


def mtacon(store, *arguments):
    subprocess.run([lib.MTACON, "--store", store, *arguments], check=True, capture_output=True,
                   env=dict(os.environ, MTACON_NOW=str(NOW), USER="anna", SSH_CONNECTION="",
                            MTACON_HOST="jump1"))


def seen(database, name):
    database.execute("INSERT OR IGNORE INTO seen_domain (name) VALUES (?)", (name,))
    return database.execute("SELECT id FROM seen_domain WHERE name = ?", (name,)).fetchone()[0]


def fail(database, node, domain, code, ago, count):
    """`count` failures, `ago` minutes ago."""
    minute = NOW // 60 * 60 - ago * 60
    for table, column, at in (("failure_minute", "minute", minute),
                              ("failure_hour", "hour", minute // 3600 * 3600)):
        database.execute(
            "INSERT INTO %s (%s, node, domain, code, count) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET count = count + excluded.count" % (table, column),
            (at, node, seen(database, domain), code, count))


def nodes(store):
    for name in ("mta1", "mta2", "mta3"):
        mtacon(store, "nodes", "add", name, "root@%s.isp.example" % name)
    with sqlite3.connect(store) as database:
        database.execute("UPDATE node SET state = 'up', version = 'Postfix 3.7.11', lifetime = 432000, "
                         "last_contact = ?, listed_at = ?, active = 3, deferred = 40 * id, oldest = ?, "
                         "expiring_6h = id, expiring_24h = 5 * id, ages = '10 20 6 4 0 0 0 0 0'",
                         (NOW - 3, NOW - 9, NOW - 9 * 3600))
        database.execute("UPDATE node SET state = 'down', last_contact = ?, error = 'mta3: cannot "
                         "connect to mta3.isp.example port 22: Connection refused' WHERE name = 'mta3'",
                         (NOW - 125,))


def failures(store):
    with sqlite3.connect(store) as database:
        for ago in range(43):
            for node in (1, 2, 3):
                fail(database, node, "acme.example", 421, ago, 1 + max(0, 12 - abs(18 - ago)) // 3)
            fail(database, 1, "acme.example", 4, ago, ago % 2)
        fail(database, 2, "acme.example", 450, 20, 52)
        fail(database, 2, "acme.example", 0, 31, 2)
        for hour in range(1, 24):
            fail(database, 1 + hour % 3, "contoso.example", 550, hour * 60 - 55, 4 + hour % 5)
            fail(database, 1, "acme.example", 450, hour * 60 + 45, hour % 7)
        for day in range(1, 7):
            fail(database, 2, "acme.example", 450, day * 1440 + 60, 30 * day)
        fail(database, 3, "elsewhere.example", 554, 5, 2)
        acme = seen(database, "acme.example")
        database.execute("INSERT INTO sample VALUES (?, 1, 421, ?, 'host mx1.acme.example[192.0.2.9] said: "
                         "421 4.3.2 Service not available')", (acme, NOW - 60))
        database.execute("INSERT INTO queue_domain VALUES (1, ?, 40, ?, 1, 5, ?)",
                         (acme, NOW - 9 * 3600, NOW + 3 * 3600))
        database.execute("INSERT INTO queue_domain VALUES (2, ?, 71, ?, 2, 9, ?)",
                         (acme, NOW - 8 * 3600, NOW + 4 * 3600))
        database.execute("INSERT INTO queue_reason VALUES (1, ?, '421 4.3.2 Service not available', 30)", (acme,))
        database.execute("INSERT INTO queue_reason VALUES (1, ?, 'Connection refused', 10)", (acme,))
        database.execute("INSERT INTO queue_reason VALUES (2, ?, '421 4.3.2 Service not available', 71)", (acme,))


def domains(store):
    mtacon(store, "domains", "add", "*", "--hourly", "200")
    mtacon(store, "domains", "add", "acme.example", "--hourly", "100", "--daily", "500")
    mtacon(store, "domains", "add", "contoso.example", "--daily", "150")
    mtacon(store, "domains", "add", "fabrikam.example")


def policy(store):
    """Two revisions more: acme.example is on continuity; mta1 carries the first, mta2 the last."""
    mtacon(store, "bounce", "acme.example", "disabled-on-continuity", "--reason", "INC-20931 Exchange down")
    mtacon(store, "mode", "acme.example", "enabled", "--for", "2h", "--reason", "INC-20931 Exchange down")
    mtacon(store, "subscribers", "acme.example", "add", "it@acme.example", "--reason", "INC-20931 tell them")
    with sqlite3.connect(store) as database:
        hashes = dict(database.execute("SELECT number, hash FROM revision"))
        for node, number in (("mta1", 4), ("mta2", max(hashes)), ("mta3", 4)):
            database.execute("UPDATE node SET enrolled = 1, policy_seen = ?, policy_hash = ?, policy_number = ?, "
                             "policy_author = 'anna@jump1', policy_at = ?, place = name WHERE name = ?",
                             (NOW, hashes[number], number, NOW - 600, node))


def carry(store):
    """All nodes are read, and carry the current revision."""
    with sqlite3.connect(store) as database:
        database.execute("UPDATE node SET state = 'up', error = '', last_contact = ?, policy_hash = (SELECT hash FROM "
                         "revision ORDER BY number DESC LIMIT 1), policy_number = (SELECT max(number) FROM revision)",
                         (NOW - 3,))


MAIL = """From: mtacon <noc@isp.example>
To: <anna%d@noc.example>
Subject: [mtacon] acme.example: 388 failures in the last hour (threshold 100)
Auto-Submitted: auto-generated

acme.example: 388 failures in the last hour; the threshold is 100.
The newest: 421 4.3.2 Service not available \x1b[31m
"""


def alerts(store):
    """One alert that nobody is at, one acknowledged, one muted, one that was; a mail sent, a dead letter."""
    columns = ("id, domain, window, key, since, fired_at, threshold, count, peak, blind, mailed_at, mails, "
               "acknowledged_at, acknowledged_by, note, closed_at, closed_as")
    rows = [(1, "acme.example", "hourly", "k1", NOW - 90000, NOW - 89990, 100, 61, 140, 0, NOW - 89990, 2, 0, "", "",
             NOW - 80000, "recovered"),
            (2, "acme.example", "daily", "k2", NOW - 3000, NOW - 2990, 500, 1066, 1066, 1, NOW - 2990, 1, NOW - 2000,
             "bob@jump1", "I call them", 0, ""),
            (3, "contoso.example", "daily", "k3", NOW - 1200, NOW - 1190, 150, 156, 156, 1, 0, 0, 0, "", "", 0, ""),
            (4, "acme.example", "hourly", "k4", NOW - 600, NOW - 590, 100, 388, 401, 1, NOW - 590, 1, 0, "", "", 0, "")]
    with sqlite3.connect(store) as database:
        for row in rows:
            database.execute("INSERT INTO alert (%s) VALUES (%s)" % (columns, ",".join("?" * len(row))), row)
        database.execute("INSERT INTO mute VALUES ('contoso.example', ?, ?, 'anna@jump1', 'planned works')",
                         (NOW + 1800, NOW - 1300))
        for number, (state, error, via) in enumerate((("sent", "", "mta1: taken by mta1.isp.example"),
                                                      ("queued", "mta1: sendmail: queue file write error", ""),
                                                      ("dead", "no node is up to take it", ""))):
            database.execute(
                "INSERT INTO outbox (alert, kind, domain, window, address, subject, message_id, message, state, tries, "
                "created_at, next_at, done_at, via, error) VALUES (4, 'firing', 'acme.example', 'hourly', ?, "
                "'[mtacon] acme.example: 388 failures in the last hour (threshold 100)', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ("anna%d@noc.example" % number, "m%d" % number, MAIL % number, state, number + 1, NOW - 580, NOW + 20, NOW - 570, via,
                 error))


def make(store, kind):
    """Makes `store` of one of these kinds."""
    if kind == "empty":
        mtacon(store, "nodes", "list")
    elif kind == "nodes":
        nodes(store)
    elif kind == "fleet":
        nodes(store)
        failures(store)
        domains(store)
    elif kind == "policy":
        nodes(store)
        failures(store)
        domains(store)
        policy(store)
    elif kind == "alerts":
        make(store, "policy")
        alerts(store)
    elif kind == "inforce":
        make(store, "policy")
        carry(store)
    elif kind == "ending":
        make(store, "policy")
        mtacon(store, "mode", "acme.example", "enabled", "--for", "12m", "--reason", "INC-20931 until it is up again")
        carry(store)
    elif kind == "inherited":
        make(store, "policy")
        mtacon(store, "mode", "*", "enabled", "--for", "2h", "--reason", "INC-20931 all of them")
    elif kind == "foreign":
        make(store, "policy")
        with sqlite3.connect(store) as database:
            database.execute("UPDATE node SET policy_hash = ?, policy_number = 7, policy_author = 'bob@jump2' "
                             "WHERE name = 'mta1'", ("f" * 64,))
    else:
        raise ValueError("no store is called '%s'" % kind)
