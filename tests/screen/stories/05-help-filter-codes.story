Help on every screen, the filter, the codes, and a terminal that is too small.
store fleet
size 80 24
key ?
show
| mtacon  1 Domains [Help]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| Every domain that fails or is configured (bold), against its thresholds: ~
| near, ! reached. Sums are over all nodes.
|                                                                  more below: j
| k ↑          one row up
| j ↓          one row down
| PgUp         one page up
| PgDn Space   one page down
| g Home       to the first row
| G End        to the last row
| Enter        open the row: what its numbers are made of
| Esc          back; drops the filter first
| q            back, from the first screen: quit
| ^C           leave what is open; on the first screen: quit, after a question
| Tab          next screen
| 1            domains, worst first
| 2            nodes
| 3            alerts that are open, and those that were
| 4            revisions of the policy, and who did what
| 5            the menu: Business Continuity and the rest
| 6            SMTP codes: what each means and what happens next
|
| k ↑ up  j ↓ down  Esc back
key Esc /
type cont
key Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| Domain                  Mode             Reports last hour  24 hours  queue old
|~contoso.example         Disabled (saved) on        5/200   138/150 ~      0   -
|
|
|
|
| contoso.example
| failures per minute, last 60 min                code        last h     24 h
|      5┤                                   █     550              5      138
|       │                                   █     recipients waiting, by reason
|       │                                   █     nothing waits with a reason
|       │                                   █
|       │                                   █
|      2┤                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
| filter: cont   (Esc drops it)
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
key Esc 6
show
| mtacon  1 Domains 2 Nodes 3 Alerts 4 History 5 System [6 Codes]      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| Code        class      meaning
| 421         temporary  service not available, closing channel
| 450         temporary  mailbox unavailable (busy)
| 451         temporary  local error in processing
| 452         temporary  insufficient system storage
| 500         permanent  syntax error, command unrecognised
| 501         permanent  syntax error in parameters
| 502         permanent  command not implemented
| 503         permanent  bad sequence of commands
| 504         permanent  parameter not implemented
| 550         permanent  mailbox unavailable (not found, no access)
| 551         permanent  user not local
| 552         permanent  exceeded storage allocation
| 553         permanent  mailbox name not allowed
| 554         permanent  transaction failed
| no reply 4  temporary  no reply, temporary
|                                                                        1 of 18
| the mail system is down, shutting down or limiting connections
| The message stays in the queue and is tried again until it is 5 days old.
|
|
| k ↑ up  j ↓ down  / filter  ? help  Esc back
size 50 10
show
|50x10 is too small
|80x24 shows all; q quits
|
|
|
|
|
|
|
|
