What would change where; the history, a revert, the audit trail.
store policy
size 80 24
key p
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| Push revision 7 by anna@jump1: INC-20931 tell them
|
| mta1             carries revision 4; this would change:
|     acme.example: mode Inherited from * -> Enabled until 2026-11-24T17:04:05Z,
|     then Inherited from *
|     acme.example: bounce policy Inherited from * -> Disabled when on
|     Continuity
|     acme.example: subscribers inherited from * -> its own
|     acme.example: subscriber added: it@acme.example
| mta2             carries it already
| mta3             out of reach, gets it when it returns; carries revision 4;
|                  this would change: the same
|
|
|
|
|
|
|
| Enter pushes revision 7 to 3 nodes
|
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
key Enter
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249       pushing r7, on 1 of 3
| Push of revision 7 by anna@jump1: INC-20931 tell them
|
| waiting   mta1             15:04:05  -
| waiting   mta2             15:04:05  -
| waiting   mta3             15:04:05  -
|
|
|
|
|
|
|
|
|
|
|
|
|
|
| 0 in force  3 under way  0 late  0 failed
|
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
key Esc 4
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249       pushing r7, on 1 of 3
| revision on nodes saved            by                   reason
|        7   1 of 3 2026-11-24 15:04 anna@jump1           INC-20931 tell them
|        6          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        4   2 of 3 2026-11-24 15:04 anna@jump1
|        3          2026-11-24 15:04 anna@jump1
|        2          2026-11-24 15:04 anna@jump1
|        1          2026-11-24 15:04 anna@jump1
|
| what revision 7 changed
| acme.example: subscribers inherited from * -> its own
| acme.example: subscriber added: it@acme.example
|
|
|
|
|
|
|
|
|
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
key Down x Up = 
show
| mtacon  4 History [Revision]                                         15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249       pushing r7, on 1 of 3
| from revision 7 to revision 6
| 1e11b71af815a6c49c863b7e9112d3fa3c3aed78decfa441eecd47ea4b7cb469
|
| acme.example: subscribers its own -> inherited from *
| acme.example: subscriber removed: it@acme.example
|
|
|
|
|
|
|
|
|
|
|
|
|
|
|
|
| k ↑ up  j ↓ down  ? help  Esc back
key Esc Down R
type wrong customer
key Enter
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249       pushing r7, on 1 of 3
| revision on nodes saved            by                   reason
|        7   1 of 3 2026-11-24 15:04 anna@jump1           INC-20931 tell them
|x       6          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        4   2 of 3 2026-11-24 15:04 anna@jump1
|        3          2026-11-24 15:04 anna@jump1
|┌─ revert to revision 6 ───────────────────────────────────────────────────────┐
|│ acme.example: subscribers its own -> inherited from *                        │
|│ acme.example: subscriber removed: it@acme.example                            │
|│ Save a new revision equal to revision 6, without the 1 after it?             │
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
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
key y
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r8 saved, on 1 of 3: p
| revision on nodes saved            by           reason
|        8          2026-11-24 15:04 anna@jump1   back to revision 6: wrong cust…
|        7   1 of 3 2026-11-24 15:04 anna@jump1   INC-20931 tell them
|x       6          2026-11-24 15:04 anna@jump1   INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1   INC-20931 Exchange down
|        4   2 of 3 2026-11-24 15:04 anna@jump1
|        3          2026-11-24 15:04 anna@jump1
|        2          2026-11-24 15:04 anna@jump1
|        1          2026-11-24 15:04 anna@jump1
|
| what revision 6 changed
| acme.example: mode Inherited from * -> Enabled until 2026-11-24T17:04:05Z, then
| Inherited from *
|
|
|
|
|
|
|
| saved as revision 8, to be pushed
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
key T
show
| mtacon  4 History [Audit]                                            15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r8 saved, on 1 of 3: p
| when             by           what
| 2026-11-24 15:04 anna@jump1   save revision 8  back to revision 6: wrong custo…
| 2026-11-24 15:04 anna@jump1   push revision 7  to 3 nodes, 1e11b71af815a6c49c8…
| 2026-11-24 15:04 anna@jump1   save revision 7  INC-20931 tell them
| 2026-11-24 15:04 anna@jump1   save revision 6  INC-20931 Exchange down
| 2026-11-24 15:04 anna@jump1   save revision 5  INC-20931 Exchange down
| 2026-11-24 15:04 anna@jump1   save revision 4
| 2026-11-24 15:04 anna@jump1   save revision 3
| 2026-11-24 15:04 anna@jump1   save revision 2
| 2026-11-24 15:04 anna@jump1   save revision 1
| 2026-11-24 15:04 anna@jump1   add node mta3  root@mta3.isp.example, auto, poli…
| 2026-11-24 15:04 anna@jump1   add node mta2  root@mta2.isp.example, auto, poli…
| 2026-11-24 15:04 anna@jump1   add node mta1  root@mta1.isp.example, auto, poli…
|
|
|
|
| anna@jump1 save revision 8: back to revision 6: wrong customer
|
|
|
| k ↑ up  j ↓ down  / filter  ? help  Esc back
