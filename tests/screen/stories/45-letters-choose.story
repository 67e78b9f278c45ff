A first letter chooses as arrows do: two hours of continuity, ready to be pushed, in few keys.
store fleet
size 80 24
key c x
show
| mtacon  [1 Domains] 2 Nodes  3 Alerts  4 History  5 System  6 Codes  15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| Continuity mode: acme.example   (revision 4)
| Continuity Mode
|  (x) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  ( ) Enabled                    all Outlook users send through these nodes
| Until         (x) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h
|  no end, until changed
| Reason                                       incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
|
|
|
| Now mode Disabled, saved; in force nowhere: no node is enrolled.
| After push: mode Disabled, reports to external senders on; 111 queued messages
| would be reported, 3 expire within 6 h.
| Goes to: 0 of 3 nodes (enrolled).
| Disabled is the usual state: mail goes from the client to the customer's own
| mail system and from there through the nodes. Submission straight to a node is
| refused.
| no choice begins with 'x'
| Tab next   arrows choose   Space tick   Enter go on, press a button   Esc leave
key e Tab 2 Tab
type INC-20931
show
| mtacon  [1 Domains] 2 Nodes  3 Alerts  4 History  5 System  6 Codes  15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| Continuity mode: acme.example   (revision 4)
| Continuity Mode
|  ( ) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  (x) Enabled                    all Outlook users send through these nodes
| Until         ( ) open  ( ) 1 h  (x) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h
|  ends 17:04 UTC
| Reason        INC-20931                      incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
|
|
|
|
| Now mode Disabled, saved; in force nowhere: no node is enrolled.
| After push: mode Enabled, reports to external senders on; 111 queued messages
| would be reported, 3 expire within 6 h.
| Goes to: 0 of 3 nodes (enrolled).
| Enabled is for a failed mail server or network: Outlook clients switch over by
| themselves and send through the nodes; users need to do nothing.
|
| Tab next   arrows choose   Space tick   Enter go on, press a button   Esc leave
key Enter Enter
show
| mtacon   1 Domains [Push]                                            15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r5 saved, no node enrolled
| Push revision 5 by anna@jump1: INC-20931
|
| mta1             was never read: if it is enrolled, it gets all of it
| mta2             was never read: if it is enrolled, it gets all of it
| mta3             was never read: if it is enrolled, it gets all of it
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
| Enter pushes revision 5 to 3 nodes
| saved as revision 5
| Enter open  r reconnect  2 nodes  4 history  ? help  Esc back
