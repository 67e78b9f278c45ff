#include "mtacon/mta/driver.h"

#include <stddef.h>
#include <string.h>

static const struct mta_driver *const drivers[] = {&mta_postfix};

const struct mta_driver *mta_driver_find(const char *name)
{
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
        if (strcmp(drivers[i]->name, name) == 0)
            return drivers[i];
    return NULL;
}

const char *mta_driver_names(void)
{
    return "postfix";
}
