#include "mtacon/mta/driver.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "drivers.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/random.h"
#include "tables.h"

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

void mta_bundle_render(struct mta_bundle *bundle, const struct mta_driver *driver,
                       const struct policy *policy, const char *document)
{
    random_hex(bundle->mark, sizeof bundle->mark);
    bundle->probe = memory_string(mta_tables_probe(policy));
    driver->bundle(&bundle->files, bundle->mark, policy, document);
}

void mta_bundle_clear(struct mta_bundle *bundle)
{
    free(bundle->probe);
    buffer_clear(&bundle->files);
    bundle->probe = NULL;
}

void mta_bundle_push(struct buffer *out, const struct mta_bundle *bundle, const char *dir,
                     const char *expected, const struct policy_revision *revision)
{
    mta_call_push(out, bundle->mark, dir, expected, bundle->probe, revision);
}

const char *mta_driver_names(void)
{
    return "auto" MTA_DRIVERS(MTA_DRIVER_NAME);
}
