A domain that inherits is told whose event holds: it is extended on *, where the buttons are.
store inherited
size 80 24
key j Enter
show
| mtacon  1 Domains [Domain]                                           15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r8 saved, on 0 of 3: p
| contoso.example   last hour 5/200   24 h 138/150 ~
| temporary 0  permanent 138  expired 0   (24 h)
| queued 0  oldest -  expiring within 6 h 0, 24 h 0
| mode Enabled until 24 Nov 17:04Z, saved (r8), in force on 0 of 3; mta1, mta2
| have Disabled; mta3 unknown since 15:02Z, had Disabled
| reports on (Enabled), in force on 2 of 3; mta3 unknown since 15:02Z
| it inherits from *, whose event ends in 2h00: then Disabled (c on * extends)
|
| failures per minute, last 60 min
|      5┤                                                      █
|       │                                                      █
|      2┤                                                      █
|       │                                                      █
|      0┴───────────────────────────────────────────────────────────^
|        14:05                       14:35                      15:04
|
| code        last h     24 h  meaning
| 550              5      138  mailbox unavailable (not found, no access)
| recipients waiting, by reason
| nothing waits with a reason
|
| c continuity  b bounce  a thresholds  t tell  e edit  v graph  ? help  Esc back
key c
show
| mtacon  1 Domains [Domain]                                           15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r8 saved, on 0 of 3
| Continuity mode: contoso.example   (revision 8)
| Continuity Mode
|  (x) Inherited from *           * has Enabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  ( ) Enabled                    all Outlook users send through these nodes
| Until         (x) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h
|  * decides: its event ends 17:04 UTC; c on * extends it
| Reason                                       incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
|
|
|
| Warning: the hourly threshold is above the daily one.
| Now mode Enabled until 24 Nov 17:04Z, saved (r8), in force on 0 of 3; mta1,
| mta2 have Disabled; mta3 unknown since 15:02Z, had Disabled.
| After push: mode Enabled, reports to external senders on.
| Goes to: 3 of 3 nodes (enrolled); 1 out of reach get it when they return.
| Enabled is for a failed mail server or network: Outlook clients switch over by
| themselves and send through the nodes; users need to do nothing.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
