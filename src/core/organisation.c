#include "mtacon/core/organisation.h"

#include <string.h>
#include <strings.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/text.h"
#include "mtacon/core/policy.h"

const char *organisation_wrong(const char *name)
{
    size_t length = strlen(name);
    struct buffer visible = {0};
    text_visible(&visible, name, length);
    bool plain = strcmp(buffer_text(&visible), name) == 0;
    buffer_clear(&visible);
    if (length == 0 || length >= ORGANISATION_SIZE)
        return "an organisation's name has 1 to 64 bytes";
    if (!plain || name[0] == ' ' || name[length - 1] == ' ')
        return "an organisation's name is printable text, without blanks around it";
    return NULL;
}

void organisation_set(char organisation[ORGANISATION_SIZE], const char *name)
{
    memset(organisation, 0, ORGANISATION_SIZE);
    memcpy(organisation, name, strnlen(name, ORGANISATION_SIZE - 1));
}

bool organisation_is_same(const char *one, const char *other)
{
    return *one && strcasecmp(one, other) == 0;
}

bool organisation_has_both(const struct policy *policy, const char *one, const char *other)
{
    const struct policy_domain *first = policy_find(policy, one);
    const struct policy_domain *second = policy_find(policy, other);
    return strcmp(one, other) == 0 ||
           (first && second && organisation_is_same(first->organisation, second->organisation));
}

/* The domain of an address that need not be a good one; false: it has none. */
static bool domain_of(const char *address, char out[DOMAIN_NAME_SIZE])
{
    const char *at = strrchr(address, '@');
    return at && !domain_name_from_person(at + 1, out);
}

bool organisation_is_internal(const struct policy *policy, const char *sender,
                              const char *recipient)
{
    char from[DOMAIN_NAME_SIZE], to[DOMAIN_NAME_SIZE];
    return domain_of(sender, from) && domain_of(recipient, to) &&
           organisation_has_both(policy, from, to);
}

bool organisation_is_told(const struct policy *policy, const char *sender, const char *recipient)
{
    char to[DOMAIN_NAME_SIZE];
    if (!domain_of(recipient, to) || !policy_find(policy, to))
        return true; /* not touched on the nodes */
    struct policy_domain domain = policy_effective(policy, to);
    return policy_reports((enum policy_mode)domain.mode, (enum policy_bounce)domain.bounce) ||
           organisation_is_internal(policy, sender, recipient);
}

const char *organisation_group(const struct policy *policy, const char *domain)
{
    const struct policy_domain *own = policy_find(policy, domain);
    for (size_t i = 1; own && *own->organisation && i < policy->count; i++)
        if (organisation_is_same(own->organisation, policy->domains[i].organisation))
            return policy->domains[i].name;
    return domain;
}
