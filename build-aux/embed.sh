#!/bin/sh
# embed.sh FILE...: prints C source with each file's bytes as a string, named by its path:
# data/node/common/log.sh becomes data_node_common_log_sh. See include/mtacon/base/embedded.h.
set -eu
export LC_ALL=C
echo '#include "mtacon/base/embedded.h"'
for file; do
    # What a C string literal needs: backslashes and quotes escaped, a line a literal; '?' also, as
    # three in a row could be a trigraph.
    printf '\nconst char %s[] =\n' "$(printf '%s' "$file" | tr -c 'a-zA-Z0-9' _)"
    sed -e 's/[\\"?]/\\&/g' -e 's/	/\\t/g' -e 's/^/    "/' -e 's/$/\\n"/' "$file"
    echo '    "";'
done
