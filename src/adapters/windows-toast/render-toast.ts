import type { Notification } from '../../domain/notifications/notification.js';
import { renderNotification } from '../../domain/notifications/render-notification.js';

/** The description of a toast, as XML. */
export function renderToast(notification: Notification): string {
  const { title, subtitle, message } = renderNotification(notification);
  const texts = [`${title}: ${subtitle}`, message].map((text) => `<text>${escapeXml(text)}</text>`);
  return `<toast><visual><binding template="ToastGeneric">${texts.join('')}</binding></visual></toast>`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
