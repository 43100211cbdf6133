import type { Notification } from '../../domain/notifications/notification.js';
import { notificationGroup } from '../../domain/notifications/render-notification.js';
import { renderToast } from './render-toast.js';

/** Windows shows toasts of known applications only; this is the identity that PowerShell itself has in the start menu. */
const APPLICATION = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe';

/**
 * The PowerShell script that shows `notification`. The description of the toast is in it as the base64 of UTF-8 text, and the tag is
 * made of letters, digits and hyphens, so nothing of either can be read as PowerShell.
 */
export function renderScript(notification: Notification): string {
  const toast = Buffer.from(renderToast(notification), 'utf8').toString('base64');
  return [
    "$ErrorActionPreference = 'Stop'",
    '[void][Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]',
    '[void][Windows.UI.Notifications.ToastNotification, Windows.UI.Notifications, ContentType = WindowsRuntime]',
    '[void][Windows.Data.Xml.Dom.XmlDocument, Windows.Data.Xml.Dom, ContentType = WindowsRuntime]',
    '$description = New-Object Windows.Data.Xml.Dom.XmlDocument',
    `$description.LoadXml([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${toast}')))`,
    '$toast = New-Object Windows.UI.Notifications.ToastNotification $description',
    `$toast.Tag = '${notificationGroup(notification)}'`,
    "$toast.Group = 'codex-sdk'",
    `[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier('${APPLICATION}').Show($toast)`,
  ].join('\n');
}
