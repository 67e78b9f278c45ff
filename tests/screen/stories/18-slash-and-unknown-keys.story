A filter typed where there is none is no row of keys; a key that means nothing says so.
store policy
size 80 24
key 5
burst / c o n t q Enter
show
| mtacon  1 Domains 2 Nodes 3 Alerts 4 History [5 System] 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| System
| Business Continuity     the defaults (*) of all domains; e on a domain: its own
| Push                    bring the current revision to the nodes
| Alerts                  open ones, and those that were; acknowledge, mute
| Outbox                  mails of alerts: waiting, dead, sent
| History                 all revisions; compare, revert
| Audit                   who did what, when
| Codes                   what each SMTP code means and what happens next
|
| Policy: r7 saved, on 1 of 3; 3 of 3 nodes are enrolled.
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
| Enter open  p push  4 history  ? help  q quit
key /
show
| mtacon  1 Domains 2 Nodes 3 Alerts 4 History [5 System] 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| System
| Business Continuity     the defaults (*) of all domains; e on a domain: its own
| Push                    bring the current revision to the nodes
| Alerts                  open ones, and those that were; acknowledge, mute
| Outbox                  mails of alerts: waiting, dead, sent
| History                 all revisions; compare, revert
| Audit                   who did what, when
| Codes                   what each SMTP code means and what happens next
|
| Policy: r7 saved, on 1 of 3; 3 of 3 nodes are enrolled.
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
| System has no filter: Esc goes on
key Esc K
show
| mtacon  1 Domains 2 Nodes 3 Alerts 4 History [5 System] 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| System
| Business Continuity     the defaults (*) of all domains; e on a domain: its own
| Push                    bring the current revision to the nodes
| Alerts                  open ones, and those that were; acknowledge, mute
| Outbox                  mails of alerts: waiting, dead, sent
| History                 all revisions; compare, revert
| Audit                   who did what, when
| Codes                   what each SMTP code means and what happens next
|
| Policy: r7 saved, on 1 of 3; 3 of 3 nodes are enrolled.
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
| no such key here: ? helps
| Enter open  p push  4 history  ? help  q quit
On a list the arrows move while the filter is typed; without a match there is no row to act on.
key 1 /
type example
key Down
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Domain                  Mode             Reports last hour  24 hours  queue old
|▲acme.example            Enabled 2h00 1/3 OFF 1/3 322/100 ! 388/500      111  9h
|~contoso.example         Disabled 2/3?    on        5/200   138/150 ~      0   -
| elsewhere.example                                  2/200         2        0   -
| fabrikam.example        Disabled 2/3?    on        0/200         0        0   -
|
| contoso.example
| failures per minute, last 60 min                code        last h     24 h
|      5┤                                   █     550              5      138
|       │                                   █     recipients waiting, by reason
|       │                                   █     nothing waits with a reason
|       │                                   █
|       │                                   █
|      2┤                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
|
| Filter: example                             Enter keeps it   Esc drops it
|1 bad: nodes 0 of 3 up
|1 near: r7 saved, on 1 of 3
|3 bad: ▲
|3 near: Enabled 2h00 1/3
|3 near: OFF 1/3
|3 bad: 322/100 !
|4 selected: ~contoso.example         Disabled 2/3?    on        5/200   138/150 ~      0   -
|6 near: Disabled 2/3?
|6 near: on
key Esc /
type nowhere
key Enter c
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| Domain            Mode         Reports last hour  24 hours  queue old 60 min
| Nothing matches 'nowhere'. Esc drops the filter.
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
| there is no row to do that with
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
