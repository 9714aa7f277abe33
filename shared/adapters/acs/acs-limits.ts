import type { ChannelLimits } from '../../domain/mail/channel-limits.ts';

/** 10 MB a request, Base64 included (learn.microsoft.com: service limits of Email). */
export const maxRequestBytes = 10_000_000;

/**
 * What is left for files by the texts of a mail, its fields and JSON: those are cut to much less.
 */
const maxFileBytes = 7_000_000;

/**
 * The media types of files that are taken; one other, and the whole mail is refused
 * (learn.microsoft.com/azure/communication-services/concepts/email/
 * email-attachment-allowed-mime-types).
 */
const types = `
application/epub+zip application/gzip application/json application/msword application/ogg application/onenote application/pdf
application/rtf application/vnd.ms-excel application/vnd.ms-excel.sheet.binary.macroenabled.12
application/vnd.ms-excel.sheet.macroenabled.12 application/vnd.ms-fontobject application/vnd.ms-outlook
application/vnd.ms-powerpoint application/vnd.ms-powerpoint.presentation.macroenabled.12
application/vnd.ms-powerpoint.slideshow.macroenabled.12 application/vnd.ms-publisher
application/vnd.ms-word.document.macroenabled.12
application/vnd.openxmlformats-officedocument.presentationml.presentation
application/vnd.openxmlformats-officedocument.presentationml.slideshow
application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
application/vnd.openxmlformats-officedocument.wordprocessingml.document application/vnd.visio application/x-7z-compressed
application/x-rar-compressed application/x-tar application/xml application/zip
audio/aac audio/midi audio/mpeg audio/ogg audio/opus audio/wav audio/webm audio/x-ms-wma font/otf font/ttf font/woff font/woff2
image/bmp image/gif image/jpeg image/png image/svg+xml image/tiff image/vnd.microsoft.icon image/webp text/calendar text/csv
text/plain text/xml video/3gpp video/3gpp2 video/mp4 video/mpeg video/ogg video/webm video/x-ms-wmv video/x-msvideo
`;

/** What Communication Services takes of files. */
export const acsLimits: ChannelLimits = { maxBytes: maxFileBytes, types: new Set(types.trim().split(/\s+/)) };
