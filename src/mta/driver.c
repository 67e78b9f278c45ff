/* All drivers: a new one is a file, and a line here. */
#include "mtacon/mta/driver.h"

#include <stddef.h>
#include <string.h>

#define DRIVERS(_) _(postfix) _(exim)

#define DECLARE(name) extern const struct mta_driver mta_##name;
#define LIST(name)    &mta_##name,
#define NAME(name)    ", " #name

DRIVERS(DECLARE)

static const struct mta_driver *const drivers[] = {DRIVERS(LIST) NULL};

const struct mta_driver *mta_driver_find(const char *name)
{
    for (size_t i = 0; drivers[i]; i++)
        if (strcmp(drivers[i]->name, name) == 0)
            return drivers[i];
    return NULL;
}

const char *mta_driver_names(void)
{
    static const char names[] = DRIVERS(NAME);
    return names + 2;
}
