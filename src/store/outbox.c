#include "mtacon/store/outbox.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mtacon/base/memory.h"
#include "mtacon/base/sha256.h"
#include "store_private.h"

/* Longer than a mail server may take to answer. */
enum { TEST_PATIENCE = 900, MESSAGE = 17 /* comes after COLUMNS */ };

char *outbox_message_id(const char *key, int64_t number, const char *address)
{
    char digest[SHA256_HEX_SIZE], host[65] = "";
    sha256_hex(address, strlen(address), digest);
    if (gethostname(host, sizeof host - 1) < 0 || !*host)
        snprintf(host, sizeof host, "localhost");
    for (char *byte = host; *byte; byte++)
        if (!isalnum((unsigned char)*byte) && *byte != '.' && *byte != '-')
            *byte = '-';
    return memory_printf("%s.%lld.%.16s@%s", key, (long long)number, digest, host);
}

struct outbox_mail outbox_mail_new(const struct alert_mail_head *head, const char *body,
                                   int64_t alert)
{
    struct buffer message = {0};
    alert_mail_write(&message, head, body);
    return (struct outbox_mail){.alert = alert,
                                .kind = memory_string(head->kind),
                                .domain = memory_string(head->domain),
                                .window = memory_string(head->window),
                                .address = memory_string(head->to),
                                .subject = memory_string(head->subject),
                                .message_id = memory_string(head->message_id),
                                .message = buffer_take(&message),
                                .created_at = head->at,
                                .next_at = head->at};
}

bool outbox_add(struct store *store, const struct outbox_mail *mail, struct error *error)
{
    return store_run(store, error,
                     "INSERT OR IGNORE INTO outbox (alert, kind, domain, window, address, subject, "
                     "message_id, message, created_at, next_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
                     "?, ?)",
                     "itttttttii", mail->alert, mail->kind, mail->domain, mail->window,
                     mail->address, mail->subject, mail->message_id, mail->message,
                     mail->created_at, mail->next_at);
}

#define COLUMNS                                                                                    \
    "id, alert, kind, domain, window, address, subject, message_id, state, via, error, tries, "    \
    "created_at, next_at, done_at, fate, fate_text"

const char *outbox_state_name(enum outbox_state state)
{
    static const char *const names[] = {"queued", "sending", "sent", "dead"};
    return names[state];
}

static enum outbox_state parse_state(const char *name)
{
    for (int i = OUTBOX_SENDING; i <= OUTBOX_DEAD; i++)
        if (strcmp(outbox_state_name((enum outbox_state)i), name) == 0)
            return (enum outbox_state)i;
    return OUTBOX_QUEUED;
}

static void read_mail(sqlite3_stmt *row, struct outbox_mail *mail)
{
    *mail = (struct outbox_mail){
        .id = sqlite3_column_int64(row, 0),
        .alert = sqlite3_column_int64(row, 1),
        .kind = memory_string(store_text(row, 2)),
        .domain = memory_string(store_text(row, 3)),
        .window = memory_string(store_text(row, 4)),
        .address = memory_string(store_text(row, 5)),
        .subject = memory_string(store_text(row, 6)),
        .message_id = memory_string(store_text(row, 7)),
        .state = parse_state(store_text(row, 8)),
        .via = memory_string(store_text(row, 9)),
        .error = memory_string(store_text(row, 10)),
        .tries = sqlite3_column_int64(row, 11),
        .created_at = sqlite3_column_int64(row, 12),
        .next_at = sqlite3_column_int64(row, 13),
        .done_at = sqlite3_column_int64(row, 14),
        .fate = delivery_parse(store_text(row, 15)),
        .fate_text = memory_string(store_text(row, 16)),
    };
}

/* All rows of a statement, which it finishes. */
static bool read_mails(struct store *store, sqlite3_stmt *row, struct outbox_mail **mails,
                       size_t *count, struct error *error)
{
    *mails = NULL;
    *count = 0;
    while (row && store_step(store, row, error)) {
        *mails = memory_grow(*mails, *count, sizeof **mails);
        read_mail(row, &(*mails)[(*count)++]);
    }
    return store_finish(store, row, error);
}

bool outbox_list(struct store *store, int64_t limit, struct outbox_mail **mails, size_t *count,
                 struct error *error)
{
    sqlite3_stmt *row =
        store_prepare(store, error,
                      "SELECT " COLUMNS
                      " FROM outbox ORDER BY state = 'sent', state = 'dead' DESC, id DESC LIMIT ?",
                      "i", limit);
    return read_mails(store, row, mails, count, error);
}

bool outbox_list_tests(struct store *store, const char *domain, int64_t since,
                       struct outbox_mail **mails, size_t *count, struct error *error)
{
    sqlite3_stmt *row = store_prepare(store, error,
                                      "SELECT " COLUMNS " FROM outbox WHERE kind = '" OUTBOX_TEST
                                      "' AND domain = ? AND created_at >= ? ORDER BY id",
                                      "ti", domain, since);
    return read_mails(store, row, mails, count, error);
}

struct outbox_mail *outbox_load(struct store *store, int64_t id, struct error *error)
{
    struct outbox_mail *mail = NULL;
    sqlite3_stmt *row = store_prepare(
        store, error, "SELECT " COLUMNS ", message FROM outbox WHERE id = ?", "i", id);
    if (row && store_step(store, row, error)) {
        mail = memory_new(1, sizeof *mail);
        read_mail(row, mail);
        mail->message = memory_string(store_text(row, MESSAGE));
    }
    if (store_finish(store, row, error) && !mail)
        error_set(error, ERROR_REFUSED, "mail %lld is no longer in the outbox", (long long)id);
    return mail;
}

void outbox_free(struct outbox_mail *mails, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(mails[i].kind);
        free(mails[i].domain);
        free(mails[i].window);
        free(mails[i].address);
        free(mails[i].subject);
        free(mails[i].message_id);
        free(mails[i].message);
        free(mails[i].via);
        free(mails[i].error);
        free(mails[i].fate_text);
    }
    free(mails);
}

bool outbox_count(struct store *store, struct outbox_counts *counts, struct error *error)
{
    sqlite3_stmt *row = store_prepare(store, error,
                                      "SELECT count(*) FILTER (WHERE state <> 'dead'), count(*) "
                                      "FILTER (WHERE state = 'dead') FROM outbox WHERE state IN "
                                      "('queued', 'sending', 'dead')",
                                      "");
    *counts = (struct outbox_counts){0};
    if (row && store_step(store, row, error)) {
        counts->waiting = sqlite3_column_int64(row, 0);
        counts->dead = sqlite3_column_int64(row, 1);
    }
    return store_finish(store, row, error);
}

bool outbox_take(struct store *store, const char *holder, bool only_tests, int64_t now,
                 struct outbox_mail **mail, struct error *error)
{
    sqlite3_stmt *row = store_prepare(
        store, error,
        "SELECT " COLUMNS ", message FROM outbox WHERE ((state = 'queued' AND next_at <= ?1) OR "
        "(state = 'sending' AND holder = ?3)) AND (?2 = 0 OR kind = 'test') ORDER BY next_at, id "
        "LIMIT 1",
        "iit", now, (int64_t)only_tests, holder);
    *mail = NULL;
    if (row && store_step(store, row, error)) {
        *mail = memory_new(1, sizeof **mail);
        read_mail(row, *mail);
        (*mail)->message = memory_string(store_text(row, MESSAGE));
    }
    if (!store_finish(store, row, error) || !*mail)
        return false;
    /* Another process may have been faster. */
    if (store_run(store, error,
                  "UPDATE outbox SET state = 'sending', holder = ?1, tries = tries + 1 WHERE id = "
                  "?2 AND (state = 'queued' OR holder = ?1)",
                  "ti", holder, (*mail)->id) &&
        sqlite3_changes(store->database) == 1) {
        (*mail)->tries++;
        return true;
    }
    outbox_free(*mail, 1);
    *mail = NULL;
    return false;
}

bool outbox_is_due(struct store *store, int64_t now)
{
    sqlite3_stmt *row = store_prepare(
        store, NULL,
        "SELECT 1 FROM outbox WHERE (state = 'queued' AND next_at <= ?) OR state = 'sending'", "i",
        now);
    bool due = row && store_step(store, row, NULL);
    store_finish(store, row, NULL);
    return due;
}

bool outbox_sent(struct store *store, int64_t id, const char *via, int64_t now, struct error *error)
{
    return store_run(store, error,
                     "UPDATE outbox SET state = 'sent', via = ?, error = '', done_at = ? WHERE id "
                     "= ?",
                     "tii", via, now, id);
}

bool outbox_set_fate(struct store *store, int64_t id, enum delivery fate, const char *text,
                     struct error *error)
{
    return store_run(store, error,
                     "UPDATE outbox SET fate = ?, fate_text = ? WHERE id = ? AND state = 'sent'",
                     "tti", delivery_name(fate), text, id);
}

void outbox_answer(const struct outbox_mail *mail, struct buffer *out)
{
    if (mail->state != OUTBOX_SENT)
        buffer_append_text(out, mail->error);
    else
        buffer_printf(out, "%s%s%s", mail->via, *mail->fate_text ? "; " : "", mail->fate_text);
}

bool outbox_failed(struct store *store, int64_t id, const char *why, int64_t now, int64_t next_at,
                   struct error *error)
{
    return store_run(store, error,
                     "UPDATE outbox SET state = CASE WHEN created_at + ?1 < ?2 THEN 'dead' ELSE "
                     "'queued' END, done_at = CASE WHEN created_at + ?1 < ?2 THEN ?2 ELSE 0 END, "
                     "error = ?3, next_at = ?4 WHERE id = ?5 AND state = 'sending'",
                     "iitii", (int64_t)OUTBOX_LIFETIME, now, why, next_at, id);
}

bool outbox_recover(struct store *store, const char *holder, bool all, int64_t now,
                    struct error *error)
{
    return store_run(store, error,
                     "UPDATE outbox SET state = 'queued' WHERE state = 'sending' AND holder <> ? "
                     "AND ((kind <> 'test' AND ?) OR (kind = 'test' AND next_at < ?))",
                     "tii", holder, (int64_t)all, now - TEST_PATIENCE);
}

bool outbox_prune(struct store *store, int64_t before, struct error *error)
{
    return store_run(store, error,
                     "DELETE FROM outbox WHERE state IN ('sent', 'dead') AND done_at < ?", "i",
                     before);
}
