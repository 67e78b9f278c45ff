#include "mtacon/mta/fate.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

/* The words of Postfix (bounce(8), qmgr(8)), which the programs of all drivers use, and that of
 * data/node/common/send.sh. */
static const struct {
    const char *word;
    enum delivery delivery;
} words[] = {
    {"sent", DELIVERY_SENT},
    {"deferred", DELIVERY_DEFERRED},
    {"bounced", DELIVERY_BOUNCED},
    {"SOFTBOUNCE", DELIVERY_DEFERRED},
    {"expired", DELIVERY_EXPIRED},
    {"force-expired", DELIVERY_EXPIRED},
    {"no delivery was tried yet", DELIVERY_UNTRIED},
};

/* Where the words of the mail server begin; NULL: it is no such answer. */
static const char *find_words(const char *answer)
{
    static const char before[] = "queue id ";
    if (strncmp(answer, before, sizeof before - 1) != 0)
        return NULL;
    answer += sizeof before - 1;
    while (isalnum((unsigned char)*answer) || *answer == '-')
        answer++;
    return strncmp(answer, ": ", 2) == 0 ? answer + 2 : NULL;
}

enum delivery mta_fate_parse(const char *answer)
{
    const char *said = find_words(answer);
    for (size_t i = 0; said && i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i].word);
        if (strncmp(said, words[i].word, length) == 0 && strchr(" ,", said[length]))
            return words[i].delivery;
    }
    return DELIVERY_UNKNOWN;
}
