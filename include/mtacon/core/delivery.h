/* How the delivery of a mail stands, once a mail server took it. */
#ifndef MTACON_CORE_DELIVERY_H
#define MTACON_CORE_DELIVERY_H

#include <stdbool.h>

enum delivery {
    DELIVERY_UNKNOWN, /* nobody asked yet, or what was said makes no sense here */
    DELIVERY_UNTRIED,
    DELIVERY_DEFERRED, /* tried again later */
    DELIVERY_SENT,
    DELIVERY_BOUNCED,
    DELIVERY_EXPIRED, /* given up after its lifetime */
};

/* "untried" ...; "" for what is not known: in JSON, and in the store. */
const char *delivery_name(enum delivery delivery);
enum delivery delivery_parse(const char *name);

/* Whether nothing will come after it. */
bool delivery_is_over(enum delivery delivery);

#endif
