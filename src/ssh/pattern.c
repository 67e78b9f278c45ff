#include "mtacon/ssh/pattern.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

static bool same(char one, char other, bool fold)
{
    return one == other || (fold && tolower((unsigned char)one) == tolower((unsigned char)other));
}

/* Goes back to the last star only, so that no pattern takes long. */
static bool match(const char *pattern, size_t length, const char *name, bool fold)
{
    const char *end = pattern + length, *star = NULL, *from = name;
    while (*name) {
        if (pattern < end && *pattern == '*') {
            star = ++pattern;
            from = name;
        } else if (pattern < end && (*pattern == '?' || same(*pattern, *name, fold))) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star;
            name = ++from;
        } else {
            return false;
        }
    }
    while (pattern < end && *pattern == '*')
        pattern++;
    return pattern == end;
}

static bool any_match(const char *patterns, const char *separators, const char *name, bool fold)
{
    bool found = false;
    for (const char *at = patterns; *at; at += strspn(at, separators)) {
        size_t length = strcspn(at, separators);
        bool negated = *at == '!';
        if (length > (negated ? 1 : 0) && match(at + negated, length - negated, name, fold)) {
            if (negated)
                return false;
            found = true;
        }
        at += length;
    }
    return found;
}

bool pattern_words_match(const char *patterns, const char *name)
{
    return any_match(patterns, " \t\r\f", name, false);
}

bool pattern_list_match(const char *list, const char *name)
{
    return any_match(list, ",", name, true);
}
