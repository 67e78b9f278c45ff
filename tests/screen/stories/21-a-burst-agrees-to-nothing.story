Keys of one burst agree to nothing that was not drawn yet. Not to the removal of a node:
store policy
size 80 24
key 2
burst d y
show
| mtacon  1 Domains [2 Nodes] 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Node↑         state    active  defer hold  old exp6h last h   24 h  seen 60m
| mta1          was up        3     40    0   9h     1    104    212    3s ▁▁▄▇█▄
| mta2          was up        3     80    0   9h     2    140    184    3s ▁▁▂█▄▂
| mta3          down          3    120    0   9h     3     85    132    2m ▁▁▃▆█▄
|
|
| mta1  Postfix 3.7.11  was up  policy: revision 4 by anna@jump1
|┌─ Remove a node ──────────────────────────────────────────────────────────────┐
|│ Forget mta1 with all its history in this store?                              │
|│ Nothing on the node itself is touched.                                       │
|│                                                                              │
|│ y do it   n leave it                                                         │
|└──────────────────────────────────────────────────────────────────────────────┘
|      2┤            ▂▂▂ ▂▂▂ ▂███████████▂█▂▂ ▂▂
|       │            ███ ███ ████████████████ ██  recipients waiting, by reason
|       │           ▅███▅███▅████████████████▅██       30 421 4.3.2 Service not …
|       │           ████████████████████████████       10 Connection refused
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
|
| read it first, then y
| Enter open  n new  d remove  E enrol  m messages  o log  ? help  q quit
Once it was drawn, the same key is meant.
key y
show
| mtacon  1 Domains [2 Nodes] 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 2 up  failures 225/h 316/24h  queue 206      r7 saved, on 1 of 2: p
| Node↑         state    active  defer hold  old exp6h last h   24 h  seen 60m
| mta2          was up        3     80    0   9h     2    140    184    3s ▁▁▂█▄▂
| mta3          down          3    120    0   9h     3     85    132    2m ▁▁▃▆█▄
|
|
|
| mta2  Postfix 3.7.11  was up  policy: revision 7 by anna@jump1
| failures per minute, last 60 min                code        last h     24 h
|     60┤                         ▃               421             83       83
|       │                         █               450             52       52
|       │                         █               550              5       49
|       │                         █               expired          2        2
|       │                         █
|     30┤                         █               recipients waiting, by reason
|       │                         █                    71 421 4.3.2 Service not …
|       │                         █
|       │                         █
|       │           ▂▂▂▂▂▂▂▂▂▂▃▃▄▄█▆▇▆▆▄▄▃▃▂█▂▂▂
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
| mta1 removed
| Enter open  n new  d remove  E enrol  m messages  o log  ? help  q quit
Not to a push whose plan nobody has read,
burst p Enter
show
| mtacon  2 Nodes [Push]                                               15:04:05Z
| nodes 0 of 2 up  failures 225/h 316/24h  queue 206      r7 saved, on 1 of 2: p
| Push revision 7 by anna@jump1: INC-20931 tell them
|
| mta2             carries it already
| mta3             out of reach, gets it when it returns; carries revision 4;
|                  this would change:
|     acme.example: mode Inherited from * -> Enabled until 2026-11-24T17:04:05Z,
|     then Inherited from *
|     acme.example: bounce policy Inherited from * -> Disabled when on
|     Continuity
|     acme.example: subscribers inherited from * -> its own
|     acme.example: subscriber added: it@acme.example
|
|
|
|
|
|
|
|
| Enter pushes revision 7 to 2 nodes
| read it first, then Enter
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
nor to what a retry would do.
key Enter Esc
burst p r
show
| mtacon  2 Nodes [Push]                                               15:04:05Z
| nodes 0 of 2 up  failures 225/h 316/24h  queue 206       pushing r7, on 1 of 2
| Push of revision 7 by anna@jump1: INC-20931 tell them
|
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
|
| 0 in force  2 under way  0 late  0 failed
| connecting to what is down
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
A reason may be typed ahead; it is y that agrees, to a question that was drawn.
key Esc 4 Down
burst R o o p s Enter y
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 2 up  failures 225/h 316/24h  queue 206       pushing r7, on 1 of 2
| revision on nodes saved            by                   reason
|        7   1 of 2 2026-11-24 15:04 anna@jump1           INC-20931 tell them
|        6          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        4   1 of 2 2026-11-24 15:04 anna@jump1
|        3          2026-11-24 15:04 anna@jump1
|┌─ revert to revision 6 ───────────────────────────────────────────────────────┐
|│ acme.example: subscribers its own -> inherited from *                        │
|│ acme.example: subscriber removed: it@acme.example                            │
|│ Save a new revision equal to revision 6, without the 1 after it?             │
|│ Reason  oops                                                                 │
|│                                                                              │
|│ y do it   n leave it   Backspace the reason again                            │
|└──────────────────────────────────────────────────────────────────────────────┘
|
|
|
|
|
|
| read it first, then y
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
key Esc
The plan of an enrolment is announced; then a node asks about its host key. The key was for the plan.
plan mta1
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 2 up  failures 225/h 316/24h  queue 206       pushing r7, on 1 of 2
| revision on nodes saved            by                   reason
|        7   1 of 2 2026-11-24 15:04 anna@jump1           INC-20931 tell them
|        6          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        4   1 of 2 2026-11-24 15:04 anna@jump1
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
|
| ! enrol mta1: ! shows   revert to revision 6: left as it is
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
asks host-key k1 mta2 (mta2.isp.example) shows a host key that is not in known_hosts: SHA256:abc
burst ! y
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 2 up  failures 225/h 316/24h  queue 206       pushing r7, on 1 of 2
| revision on nodes saved            by                   reason
|        7   1 of 2 2026-11-24 15:04 anna@jump1           INC-20931 tell them
|        6          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        4   1 of 2 2026-11-24 15:04 anna@jump1
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
|
| ! mta2: unknown host key (and 1 more): ! answers   no such key here: ? helps
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
Announced, it is opened; but not trusted before it was drawn.
burst ! y
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 2 up  failures 225/h 316/24h  queue 206       pushing r7, on 1 of 2
| revision on nodes saved            by                   reason
|        7   1 of 2 2026-11-24 15:04 anna@jump1           INC-20931 tell them
|        6          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|  ┌─ Unknown host key ───────────────────────────────────────────────────────┐
|  │ mta2 (mta2.isp.example) shows a host key that is not in known_hosts:     │
|  │ SHA256:abc                                                               │
|  │                                                                          │
|  │ y trust it and connect   n refuse   Esc later                            │
| w│                                                                          │
| a│                                                                          │en
| I│                                                                          │
|  │                                                                          │
|  │                                                                          │
|  │                                                                          │
|  └──────────────────────────────────────────────────────────────────────────┘
|
|
|
|
| ! enrol mta1: ! shows, once this is closed   read it first, then y
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
key n
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 2 up  failures 225/h 316/24h  queue 206       pushing r7, on 1 of 2
| revision on nodes saved            by                   reason
|        7   1 of 2 2026-11-24 15:04 anna@jump1           INC-20931 tell them
|        6          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        4   1 of 2 2026-11-24 15:04 anna@jump1
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
|
| ! enrol mta1: ! shows   refused
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
