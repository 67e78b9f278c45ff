The very first start: nothing is there, and the screen says what to do.
store empty
size 80 24
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 0 up  failures 0/h 0/24h  queue 0
| Domain            Mode         Reports last hour  24 hours  queue old 60 min
| No nodes yet. Press 2, then n, to add one; or run: mtacon nodes add NAME
| [DESTINATION]
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
|
|
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
key 2
show
| mtacon  1 Domains [2 Nodes] 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 0 up  failures 0/h 0/24h  queue 0
| Node↑         state    active  defer hold  old exp6h last h   24 h  seen 60m
| No nodes yet: press n to add one.
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
|
|
|
| Enter open  n new  d remove  E enrol  m messages  o log  ? help  q quit
key n
type mta1
key Tab
type -oProxyCommand=x
key BackTab BackTab Enter
show
| mtacon  1 Domains [2 Nodes] 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 0 up  failures 0/h 0/24h  queue 0
| Add a node
| Name          mta1                           as the console shows it
| Destination   -oProxyCommand=x               no destination for ssh
| Port                                         empty: as ssh_config has it
| Key file                                     empty: agent and ssh_config
| Log                                          path or journal; empty: found
| Policy in                                    empty: /etc/mtacon
| [ Add ]  [ Cancel ]
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
| not saved: Destination: no destination for ssh
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
