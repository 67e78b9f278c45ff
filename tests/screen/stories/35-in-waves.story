A push in waves: how far it is, what it waits for, and what is said when it did harm and goes back.
store inforce
size 80 24
sql UPDATE node SET policy_number = 4, policy_hash = (SELECT hash FROM revision WHERE number = 4) WHERE name <> 'mta1'
sql INSERT INTO rollout (one, hash, state, keep_going, started_at, changed, waves, gate, wave, why) SELECT 1, hash, 'running', 0, 1795532600, 1, '1,50%,100%', 60, 0, 'waits for the log of mta1: not read since the change, so nobody knows whether it does harm there' FROM revision WHERE number = 7
sql INSERT INTO rollout_node (node, state, detail, at) SELECT id, CASE name WHEN 'mta1' THEN 'in force' ELSE 'waiting' END, '', 1795532601 FROM node
wait 1000
key p
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249       pushing r7, on 1 of 3
| Push of revision 7 by anna@jump1: INC-20931 tell them
|
| In waves of 1,50%,100% nodes, each watched for 60 s: 0 of 3 have passed.
| waits for the log of mta1: not read since the change, so nobody knows whether
| it does harm there
| in force  mta1             15:03:21  -
| waiting   mta2             15:03:21  -
| waiting   mta3             15:03:21  -
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
| 1 in force  2 under way  0 late  0 failed  watched between waves
|
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
It did harm on the first one.
sql UPDATE rollout SET state = 'returning', why = 'failures a minute on 1 changed nodes: 40.0, before 1.0; on 2 others: 9.0, before 9.0'
sql UPDATE rollout_node SET state = 'returning', detail = 'sent' WHERE state = 'in force'
wait 1000
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  exp<6h 6  r7 TAKEN BACK, on 1 of 3: p
| Push of revision 7 by anna@jump1: INC-20931 tell them
|
| In waves of 1,50%,100% nodes, each watched for 60 s: 0 of 3 have passed.
| It did harm, and is taken back: failures a minute on 1 changed nodes: 40.0,
| before 1.0; on 2 others: 9.0, before 9.0
| returning mta1             15:03:21  sent
| waiting   mta2             15:03:21  -
| waiting   mta3             15:03:21  -
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
| 0 in force  3 under way  0 late  0 failed  it did harm: being taken back
|
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
sql UPDATE rollout SET state = 'stopped'
sql UPDATE rollout_node SET state = 'returned', detail = 'carries again what it had before' WHERE state = 'returning'
sql UPDATE node SET policy_number = 4, policy_hash = (SELECT hash FROM revision WHERE number = 4)
wait 1000
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  exp<6h 6  r7 TAKEN BACK, on 0 of 3: p
| Push of revision 7 by anna@jump1: INC-20931 tell them
|
| In waves of 1,50%,100% nodes, each watched for 60 s: 0 of 3 have passed.
| It did harm, and is taken back: failures a minute on 1 changed nodes: 40.0,
| before 1.0; on 2 others: 9.0, before 9.0
| returned  mta1             15:03:21  carries again what it had before
| waiting   mta2             15:03:21  -
| waiting   mta3             15:03:21  -
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
| it did harm: taken back. r tries again
|
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
