# Mỗi ngày làm việc lúc 06:00 / every working day at six. Chạy một lần trong PowerShell.
$run = New-ScheduledTaskAction -Execute 'C:\mangnon\env\Scripts\mangnon.exe' `
    -Argument '--workspace C:\mangnon\ninh-binh run-due' -WorkingDirectory 'C:\mangnon\ninh-binh'
$when = New-ScheduledTaskTrigger -Weekly -At 6:00 `
    -DaysOfWeek Monday, Tuesday, Wednesday, Thursday, Friday
$how = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew `
    -ExecutionTimeLimit (New-TimeSpan -Hours 8)
Register-ScheduledTask -TaskName 'Mang Non run-due' -Action $run -Trigger $when -Settings $how
