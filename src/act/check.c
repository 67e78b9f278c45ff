#include "mtacon/act/check.h"

#include <string.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/text.h"
#include "mtacon/core/policy_document.h"
#include "mtacon/core/threshold.h"
#include "mtacon/store/alert.h"

/* Its user ends at the last '@', as ssh has it; an address of IPv6 has more than one colon. */
const char *check_destination(const char *typed)
{
    const char *at = strrchr(typed, '@'), *host = at ? at + 1 : typed;
    const char *colon = strchr(host, ':');
    if (!*host || at == typed)
        return "a destination is a host, user@host or an alias of ssh_config";
    if (*typed == '-' || *host == '-' || typed[strcspn(typed, " \t\n")])
        return "no destination for ssh";
    if (colon && !strchr(colon + 1, ':') && strncmp(typed, "ssh://", 6) != 0)
        return "a port is given apart from the host (--port)";
    return NULL;
}

const char *check_port(const char *typed, int *port)
{
    int64_t number = 0;
    bool good = text_number(typed, 1, 65535, &number);
    *port = (int)number;
    return good ? NULL : "a number from 1 to 65535";
}

const char *check_whole_path(const char *typed)
{
    bool good = typed[0] == '/' && !strpbrk(typed, " \t\n");
    return good ? NULL : "a whole path without blanks";
}

const char *check_duration(const char *typed, int64_t *seconds)
{
    return clock_parse_duration(typed, seconds) ? NULL : "a time is 90m, 2h or 1d, at most 366d";
}

const char *check_threshold(const char *typed, int64_t *threshold)
{
    _Static_assert(THRESHOLD_MAXIMUM == 1000000000, "the words below say it");
    return text_number(typed, 0, THRESHOLD_MAXIMUM, threshold) ? NULL
                                                               : "up to 10^9; 0: off; empty: as *";
}

const char *check_domain(const char *typed, char out[DOMAIN_NAME_SIZE])
{
    if (strcmp(typed, DOMAIN_NAME_DEFAULTS) != 0)
        return domain_name_from_person(typed, out);
    memcpy(out, DOMAIN_NAME_DEFAULTS, sizeof DOMAIN_NAME_DEFAULTS);
    return NULL;
}

const char *check_note(const char *typed, struct buffer *note)
{
    _Static_assert(STORE_ALERT_NOTE_SIZE == 256, "the words below say it");
    text_visible(note, typed, strlen(typed));
    return note->length < STORE_ALERT_NOTE_SIZE ? NULL : "a note has 255 bytes at most";
}

const char *check_reason(const char *typed, struct buffer *reason)
{
    _Static_assert(POLICY_REASON_SIZE == 256, "the words below say it");
    text_visible(reason, typed, strlen(typed));
    return reason->length < POLICY_REASON_SIZE ? NULL : "a reason has 255 bytes at most";
}
