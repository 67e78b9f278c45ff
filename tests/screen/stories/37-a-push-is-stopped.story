S on Push stops what waits; r begins again; there is nothing to stop where nothing is pushed.
store policy
size 80 24
key p S Enter S
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
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
| stopped: the others are as before. r tries again
| stopped: nodes that wait stay as they are
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
key r S
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
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
| stopped: the others are as before. r tries again
| stopped: nodes that wait stay as they are
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
