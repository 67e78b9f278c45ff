A push that every node has is over, and r pushes nothing again. A node that was enrolled anew carries
nothing since: then the plan is shown, not the old push.
store policy
size 80 24
key p Enter
sql UPDATE rollout_node SET state = 'in force', detail = 'verified', at = 1795532645
sql UPDATE node SET enrolled = 1, policy_hash = (SELECT hash FROM rollout), policy_number = 7, policy_seen = 1795532645
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r7 on 2 of 3, mta3 unknown
| Push of revision 7 by anna@jump1: INC-20931 tell them
|
| in force  mta1             15:04:05  verified
| in force  mta2             15:04:05  verified
| in force  mta3             15:04:05  verified
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
| 3 in force  0 under way  0 late  0 failed  done
|
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
key r
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r7 on 2 of 3, mta3 unknown
| Push of revision 7 by anna@jump1: INC-20931 tell them
|
| in force  mta1             15:04:05  verified
| in force  mta2             15:04:05  verified
| in force  mta3             15:04:05  verified
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
| 3 in force  0 under way  0 late  0 failed  done
| connecting to what is down
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
sql UPDATE node SET policy_hash = '', policy_number = 0, policy_seen = 1795532650 WHERE name = 'mta1'
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| Push revision 7 by anna@jump1: INC-20931 tell them
|
| mta1             carries nothing yet; all of it would be new
| mta2             carries it already
| mta3             out of reach, gets it when it returns; carries it already
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
| Enter pushes revision 7 to 3 nodes
| connecting to what is down
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
