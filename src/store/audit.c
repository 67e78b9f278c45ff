#include "mtacon/store/audit.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "store_private.h"

const char *audit_author(void)
{
    static _Thread_local char author[128];
    struct passwd entry, *account = NULL;
    char strings[1024];
    char host[65] = "";
    const char *user = getenv("USER"), *given = getenv("MTACON_HOST");
    struct buffer visible = {0};
    if (!user || !*user)
        getpwuid_r(getuid(), &entry, strings, sizeof strings, &account);
    if (gethostname(host, sizeof host - 1) < 0)
        snprintf(host, sizeof host, "unknown");
    char *text = memory_printf("%.50s@%.64s",
                               account ? account->pw_name
                               : user  ? user
                                       : "unknown",
                               given && *given ? given : host);
    text_visible(&visible, text, strlen(text));
    snprintf(author, sizeof author, "%.*s", (int)sizeof author - 1, buffer_text(&visible));
    buffer_clear(&visible);
    free(text);
    return author;
}

bool audit_add(struct store *store, int64_t at, const char *action, const char *subject,
               const char *detail, struct error *error)
{
    const char *connection = getenv("SSH_CONNECTION");
    struct buffer author = {0};
    buffer_append_text(&author, audit_author());
    if (connection && *connection) {
        buffer_append_text(&author, " from ");
        text_visible(&author, connection, strcspn(connection, " "));
    }
    bool done = store_run(store, error,
                          "INSERT INTO audit (at, author, action, subject, detail) "
                          "VALUES (?, ?, ?, ?, ?)",
                          "itttt", at, buffer_text(&author), action, subject, detail);
    buffer_clear(&author);
    return done;
}

bool audit_list(struct store *store, int64_t limit, struct audit_entry **entries, size_t *count,
                struct error *error)
{
    sqlite3_stmt *row = store_prepare(store, error,
                                      "SELECT id, at, author, action, subject, detail FROM audit "
                                      "ORDER BY id DESC LIMIT ?",
                                      "i", limit);
    *entries = NULL;
    *count = 0;
    while (row && store_step(store, row, error)) {
        *entries = memory_grow(*entries, *count, sizeof **entries);
        (*entries)[(*count)++] = (struct audit_entry){
            .id = sqlite3_column_int64(row, 0),
            .at = sqlite3_column_int64(row, 1),
            .author = memory_string(store_text(row, 2)),
            .action = memory_string(store_text(row, 3)),
            .subject = memory_string(store_text(row, 4)),
            .detail = memory_string(store_text(row, 5)),
        };
    }
    return store_finish(store, row, error);
}

void audit_list_free(struct audit_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(entries[i].author);
        free(entries[i].action);
        free(entries[i].subject);
        free(entries[i].detail);
    }
    free(entries);
}
