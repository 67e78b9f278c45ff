#include "mtacon/mta/driver.h"

#include <stddef.h>
#include <string.h>

#include "drivers.h"

extern const struct mta_driver mta_auto;

static const struct mta_driver *const drivers[] = {&mta_auto, MTA_DRIVERS(MTA_DRIVER_LIST) NULL};

const struct mta_driver *mta_driver_find(const char *name)
{
    for (size_t i = 0; drivers[i]; i++)
        if (strcmp(drivers[i]->name, name) == 0)
            return drivers[i];
    return NULL;
}

const char *mta_driver_lacks(const struct mta_driver *driver, const char *what)
{
    for (const struct mta_lack *lack = driver->lacks; lack && lack->what; lack++)
        if (strcmp(lack->what, what) == 0)
            return lack->why;
    return NULL;
}

const char *mta_driver_names(void)
{
    return "auto" MTA_DRIVERS(MTA_DRIVER_NAME);
}
