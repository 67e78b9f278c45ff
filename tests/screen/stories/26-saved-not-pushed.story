What is only saved does not look as if it were in force, whatever else there is to say.
store inforce
size 80 24
sql UPDATE node SET policy_number = 4, policy_hash = (SELECT hash FROM revision WHERE number = 4)
sql INSERT INTO alert (id, domain, window, key, since, fired_at, threshold, count, peak, blind, mailed_at, mails, acknowledged_at, acknowledged_by, note, closed_at, closed_as) VALUES (1, 'acme.example', 'hourly', 'k1', 1795532000, 1795532000, 100, 300, 300, 0, 0, 0, 0, '', '', 0, '')
wait 1000
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts (1) 4 History 5 System 6 Codes  15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 0 of 3: p
| Domain              Mode                     Reports last hour  24 hours  queue
|▲acme.example        Disabled>Enabled 2h00 r7 on>OFF  322/100 ! 388/500      111
|~contoso.example     Disabled                 on        5/200   138/150 ~      0
| elsewhere.example                                      2/200         2        0
| fabrikam.example    Disabled                 on        0/200         0        0
|
| acme.example
| failures per minute, last 60 min                code        last h     24 h
|     80┤                                         421            249      249
|       │                                         450             52      118
|       │                         █               no reply 4      21       21
|       │                         █               expired          2        2
|       │                         █               recipients waiting, by reason
|     40┤                         █                   101 421 4.3.2 Service not …
|       │                         █                    10 Connection refused
|       │                         █
|       │                       ▁▂█▅▇▄▅▂▁
|       │           ▃▄▄▄▃▄▄▄▃▄▇▇█████████▆▇▄▄▃▄▄
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
| ▲ ALERT acme.example 300/100 /h since 14:53: 3 shows
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
|1 bad: nodes 0 of 3 up
|1 near: r7 saved, on 0 of 3: p
|3 selected: ▲acme.example        Disabled>Enabled 2h00 r7 on>OFF  322/100 ! 388/500      111
|4 near: ~
|4 near: 138/150 ~
|22 bad: ▲ ALERT acme.example 300/100 /h since 14:53: 3 shows
key Enter
show
| mtacon  1 Domains [Domain]                                           15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 0 of 3: p
| acme.example   last hour 322/100 ! 24 h 388/500
| temporary 388  permanent 0  expired 2   (24 h)
| queued 111  oldest 9h  expiring within 6 h 3, 24 h 14
| mode Enabled until 24 Nov 17:04Z, saved (r7), in force on 0 of 3; mta1, mta2
| and 1 more have Disabled
| reports OFF (Disabled when on Continuity), saved (r7), in force on 0 of 3;
| mta1, mta2 and 1 more have on
| its event ends in 2h00: then Disabled (c extends)
|
| failures per minute, last 60 min
|     80┤                                       ▂
|       │                                       █
|     40┤                                       █
|       │                 ▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▃▃▃▄▄▄▆█▆▆▆▅▆▄▄▄▃▃▃▂▂▂▂▂▂▂▂▂
|      0┴───────────────────────────────────────────────────────────^
|        14:05                       14:35                      15:04
|                                                                   more below: j
| code        last h     24 h  meaning
| 421            249      249  service not available, closing channel
| 450             52      118  mailbox unavailable (busy)
| ▲ ALERT acme.example 300/100 /h since 14:53: 3 shows
| c continuity  b bounce  a thresholds  t tell  e edit  v graph  ? help  Esc back
A form tells what holds now.
key c
show
| mtacon  1 Domains [Domain]                                           15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 0 of 3
| Continuity mode: acme.example   (revision 7)
| Event         [ +2 h ]  [ +4 h ]  [ +8 h ]  [ End now ]   2h00 left
| Continuity Mode
|  ( ) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  (x) Enabled                    all Outlook users send through these nodes
| Until         ( ) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h  (x) keep
|  ends 17:04 UTC
| Reason                                       incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Now mode Enabled until 24 Nov 17:04Z, saved (r7), in force on 0 of 3; mta1,
| mta2 and 1 more have Disabled.
| After push: mode Enabled, reports to external senders OFF; 111 queued messages
| are covered, 3 expire within 6 h.
| Goes to: 3 of 3 nodes (enrolled).
| Enabled is for a failed mail server or network: Outlook clients switch over by
| themselves and send through the nodes; users need to do nothing.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Esc Esc 3
show
| mtacon  1 Domains 2 Nodes [3 Alerts (1)] 4 History 5 System 6 Codes  15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 0 of 3: p
| open: 1 firing, 0 acknowledged, 0 muted
| nobody is mailed: no watch runs (start mtacon watch)
| state        domain                 window    count/threshold since       blind
|▲firing       acme.example           last hour       300/100 ! 14:53
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
| alert 1: threshold reached 11-24 14:53, noticed 14:53, peak 300, mails 0
| mode Enabled until 24 Nov 17:04Z, saved (r7), in force on 0 of 3; mta1, mta2
| and 1 more have Disabled
| reports OFF (Disabled when on Continuity), saved (r7), in force on 0 of 3;
| mta1, mta2 and 1 more have on
|
| Enter open  K acknowledge  M mute  U unmute  c continuity  ? help  q quit
