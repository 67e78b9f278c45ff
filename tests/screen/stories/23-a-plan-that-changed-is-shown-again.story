A revert is agreed to, but the current revision is another one by then: it says so, and asks anew.
store policy
size 80 24
key 4 Down Down R
type oops
key Enter
sql DELETE FROM revision WHERE number = 7
key y
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h         r6 on 0 of 3, SPLIT: 1 foreign
| revision on nodes saved            by                   reason
|        6          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        4   2 of 3 2026-11-24 15:04 anna@jump1
|        3          2026-11-24 15:04 anna@jump1
|        2          2026-11-24 15:04 anna@jump1
|┌─ revert to revision 5 ───────────────────────────────────────────────────────┐
|│ acme.example: mode Enabled until 2026-11-24T17:04:05Z, then Inherited from * │
|│ -> Inherited from *                                                          │
|│ Save a new revision equal to revision 5, without the 1 after it?             │
|│ Reason                                                                       │
|│                                                                              │
|│ Enter go on   Esc leave it                                                   │
|└──────────────────────────────────────────────────────────────────────────────┘
|
|
|
|
|
|
| revert to revision 5: it changed meanwhile: look at it again
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
type again
key Enter y
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h      r7 on 0 of 3, SPLIT: 1 foreign: p
| revision on nodes saved            by                 reason
|        7          2026-11-24 15:04 anna@jump1         back to revision 5: again
|        6          2026-11-24 15:04 anna@jump1         INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1         INC-20931 Exchange down
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
|
| saved as revision 7, to be pushed
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
