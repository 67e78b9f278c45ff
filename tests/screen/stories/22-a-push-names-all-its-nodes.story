A node that was never read may be enrolled, so the rollout goes there too: the plan says so, and counts
it. One that was read and is not enrolled gets nothing.
store policy
size 80 24
sql UPDATE node SET enrolled = 0, policy_seen = 0, policy_hash = '' WHERE name = 'mta2'
sql UPDATE node SET enrolled = 0, policy_hash = '' WHERE name = 'mta3'
key p
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 0 of 1: p
| Push revision 7 by anna@jump1: INC-20931 tell them
|
| mta1             carries revision 4; this would change:
|     acme.example: mode Inherited from * -> Enabled until 2026-11-24T17:04:05Z,
|     then Inherited from *
|     acme.example: bounce policy Inherited from * -> Disabled when on
|     Continuity
|     acme.example: subscribers inherited from * -> its own
|     acme.example: subscriber added: it@acme.example
| mta2             was never read: if it is enrolled, it gets all of it
| mta3             not enrolled: it gets nothing
|
|
|
|
|
|
|
|
| Enter pushes revision 7 to 2 nodes
|
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
The plan changes between the drawing and the key: it is agreed to only as it is now.
sql UPDATE node SET policy_seen = 1 WHERE name = 'mta2'
burst Enter
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 0 of 1: p
| Push revision 7 by anna@jump1: INC-20931 tell them
|
| mta1             carries revision 4; this would change:
|     acme.example: mode Inherited from * -> Enabled until 2026-11-24T17:04:05Z,
|     then Inherited from *
|     acme.example: bounce policy Inherited from * -> Disabled when on
|     Continuity
|     acme.example: subscribers inherited from * -> its own
|     acme.example: subscriber added: it@acme.example
| mta2             not enrolled: it gets nothing
| mta3             not enrolled: it gets nothing
|
|
|
|
|
|
|
|
| Enter pushes revision 7 to 1 nodes
| read it first, then Enter
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
key Enter
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249       pushing r7, on 0 of 1
| Push of revision 7 by anna@jump1: INC-20931 tell them
|
| waiting   mta1             15:04:05  -
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
| 0 in force  1 under way  0 late  0 failed
|
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
