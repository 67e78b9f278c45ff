Over a slow link keys arrive in one burst, before anything was drawn: on a store with nothing in it
each of these ended the console.
store empty
size 80 24
burst j Enter
burst 2 j d
burst 4 j R
burst 5 j Enter
burst 5 G Enter
burst 6 j Enter
burst 3 j K
burst 1 j c
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
| there is no row to do that with
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
