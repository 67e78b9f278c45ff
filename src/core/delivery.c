#include "mtacon/core/delivery.h"

#include <string.h>

static const char *const names[] = {
    [DELIVERY_UNKNOWN] = "",  [DELIVERY_UNTRIED] = "untried", [DELIVERY_DEFERRED] = "deferred",
    [DELIVERY_SENT] = "sent", [DELIVERY_BOUNCED] = "bounced", [DELIVERY_EXPIRED] = "expired"};

const char *delivery_name(enum delivery delivery)
{
    return names[delivery];
}

enum delivery delivery_parse(const char *name)
{
    for (int i = DELIVERY_UNTRIED; i <= DELIVERY_EXPIRED; i++)
        if (strcmp(names[i], name) == 0)
            return (enum delivery)i;
    return DELIVERY_UNKNOWN;
}

bool delivery_is_over(enum delivery delivery)
{
    return delivery >= DELIVERY_SENT;
}
