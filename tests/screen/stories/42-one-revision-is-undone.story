What one revision changed is taken back alone; one that was changed again since says by which.
store policy
size 80 24
key 4 Down Down Z
type wrong customer
key Enter
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| revision on nodes saved            by                   reason
|        7   1 of 3 2026-11-24 15:04 anna@jump1           INC-20931 tell them
|        6          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        4   2 of 3 2026-11-24 15:04 anna@jump1
|        3          2026-11-24 15:04 anna@jump1
|┌─ undo revision 5 alone ──────────────────────────────────────────────────────┐
|│ acme.example: bounce policy Disabled when on Continuity -> Inherited from *  │
|│ Save a new revision without what revision 5 changed?                         │
|│ Reason  wrong customer                                                       │
|│                                                                              │
|│ y do it   n leave it   Backspace the reason again                            │
|└──────────────────────────────────────────────────────────────────────────────┘
|
|
|
|
|
|
|
|
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
key Backspace
type s
key Enter x
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| revision on nodes saved            by                   reason
|        7   1 of 3 2026-11-24 15:04 anna@jump1           INC-20931 tell them
|        6          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        4   2 of 3 2026-11-24 15:04 anna@jump1
|        3          2026-11-24 15:04 anna@jump1
|┌─ undo revision 5 alone ──────────────────────────────────────────────────────┐
|│ acme.example: bounce policy Disabled when on Continuity -> Inherited from *  │
|│ Save a new revision without what revision 5 changed?                         │
|│ Reason  wrong customers                                                      │
|│                                                                              │
|│ y do it   n leave it   Backspace the reason again                            │
|└──────────────────────────────────────────────────────────────────────────────┘
|
|
|
|
|
|
|
| y does it, n leaves it
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
key y
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r8 saved, on 0 of 3: p
| revision on nodes saved            by           reason
|        8          2026-11-24 15:04 anna@jump1   undo of revision 5: wrong cust…
|        7   1 of 3 2026-11-24 15:04 anna@jump1   INC-20931 tell them
|        6          2026-11-24 15:04 anna@jump1   INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1   INC-20931 Exchange down
|        4   2 of 3 2026-11-24 15:04 anna@jump1
|        3          2026-11-24 15:04 anna@jump1
|        2          2026-11-24 15:04 anna@jump1
|        1          2026-11-24 15:04 anna@jump1
|
| what revision 5 changed
| acme.example: bounce policy Inherited from * -> Disabled when on Continuity
|
|
|
|
|
|
|
|
| saved as revision 8, to be pushed
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
key Down Down Down Z
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r8 saved, on 0 of 3: p
| revision on nodes saved            by           reason
|        8          2026-11-24 15:04 anna@jump1   undo of revision 5: wrong cust…
|        7   1 of 3 2026-11-24 15:04 anna@jump1   INC-20931 tell them
|        6          2026-11-24 15:04 anna@jump1   INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1   INC-20931 Exchange down
|        4   2 of 3 2026-11-24 15:04 anna@jump1
|        3          2026-11-24 15:04 anna@jump1
|        2          2026-11-24 15:04 anna@jump1
|        1          2026-11-24 15:04 anna@jump1
|
| what revision 2 changed
| acme.example: configured (new)
| acme.example: hourly threshold Inherited from * -> 100
| acme.example: 24 h threshold Inherited from * -> 500
|
|
|
|
|
|
| changed again by revision 5 (anna@jump1): undo that first, or edit it: acme.ex…
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
