The very first start: nothing is there, and the screen says what to do.
store empty
size 80 24
show
| mtacon  [1 Domains]  2 Nodes   3 Codes                               15:04:05Z
| nodes 0 of 0 up  failures 0/h 0/24h  queue 0 oldest -
| Domain (worst first)           last hour      24 hours   queue  old last 60 min
| No nodes yet. Press 2, then a, to add one; or run: mtacon nodes add NAME
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
| Enter open  m messages  o log  v graph  / filter  s sort  ? help  q quit
key 2
show
| mtacon   1 Domains  [2 Nodes]  3 Codes                               15:04:05Z
| nodes 0 of 0 up  failures 0/h 0/24h  queue 0 oldest -
| Node (name)   state     active   defer hold  old exp6h last h   24 h  seen 60m
| No nodes yet: press a to add one.
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
| Enter open  a add  d remove  r reconnect  v graph  / filter  s sort  ? help
key a
type mta1
key Tab
type -oProxyCommand=x
key Enter
show
| mtacon   1 Domains  [2 Nodes]  3 Codes                               15:04:05Z
| nodes 0 of 0 up  failures 0/h 0/24h  queue 0 oldest -
| Node (name)   state     active   defer hold  old exp6h last h   24 h  seen 60m
| No nodes yet: press a to add one.
| ┌─ Add a node ───────────────────────────────────────────────────────────────┐
| │ Name         mta1                                                          │
| │              as the console shows it                                       │
| │ Destination  -oProxyCommand=x                                              │
| │              this is no destination for ssh                                │
| │ Port                                                                       │
| │              empty: as ssh_config has it                                   │
| │ Key file                                                                   │
| │              empty: agent and ssh_config                                   │
| │ Log                                                                        │
| │              mail log on the node; empty: the node is asked                │
| │                                                                            │
| │ Enter save   Tab next field   Esc leave                                    │
| │                                                                            │
| └────────────────────────────────────────────────────────────────────────────┘
|
|
|
|
| Enter open  a add  d remove  r reconnect  v graph  / filter  s sort  ? help
