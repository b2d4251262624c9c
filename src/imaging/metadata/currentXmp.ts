import { DOMParser, type Element, XMLSerializer } from '@xmldom/xmldom';

interface Size {
  readonly width: number;
  readonly height: number;
}

const namespaces = {
  tiff: 'http://ns.adobe.com/tiff/1.0/',
  exif: 'http://ns.adobe.com/exif/1.0/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  note: 'http://ns.adobe.com/xmp/note/',
} as const;

/** Of the attributes that name namespaces. */
const xmlns = 'http://www.w3.org/2000/xmlns/';

/** What these say is of pictures, depths and films that stood in the photo's file beside it. */
const companions: readonly string[] = [
  'http://ns.adobe.com/hdr-gain-map/1.0/',
  'http://ns.apple.com/HDRGainMap/1.0/',
  'http://ns.google.com/photos/1.0/container/',
  'http://ns.google.com/photos/1.0/container/item/',
  'http://ns.google.com/photos/1.0/camera/',
  'http://ns.google.com/photos/1.0/depthmap/',
  'http://ns.google.com/photos/1.0/image/',
  'http://ns.google.com/photos/1.0/audio/',
  'http://ns.google.com/photos/dd/1.0/device/',
];

/** Properties that would be false of the picture: its own thumbnail, and XMP in other segments. */
const outdated: readonly (readonly [namespace: string, name: string])[] = [
  [namespaces.xmp, 'Thumbnails'],
  [namespaces.note, 'HasExtendedXMP'],
];

/**
 * XMP that is true of a picture that was made of the photo: upright, of the result's size, alone in
 * its file. Everything else stays.
 *
 * @param packet UTF-8.
 * @returns null where the packet is no XML, so that nobody can say what it claims.
 */
export function currentXmp(packet: Uint8Array, size: Size): Uint8Array | null {
  const text = new TextDecoder().decode(packet);
  const begin = text.search(/<(?:x:xmpmeta|rdf:RDF)\b/);
  const end = Math.max(text.lastIndexOf('</x:xmpmeta>'), text.lastIndexOf('</rdf:RDF>'));
  if (begin < 0 || end < begin) return null;
  const close = text.indexOf('>', end) + 1;
  const body = currentBody(text.slice(begin, close), size);
  if (body === null) return null;
  return new TextEncoder().encode(text.slice(0, begin) + body + text.slice(close));
}

/** Null for what is no XML, or nested too deep to be written again. */
function currentBody(xml: string, size: Size): string | null {
  try {
    const parser = new DOMParser({
      onError: (level, message) => {
        if (level !== 'warning') throw new SyntaxError(message);
      },
    });
    const document = parser.parseFromString(xml, 'text/xml');
    for (const element of [...document.getElementsByTagName('*')]) makeCurrent(element, size);
    return new XMLSerializer().serializeToString(document);
  } catch {
    return null;
  }
}

function makeCurrent(element: Element, size: Size): void {
  for (const attribute of [...element.attributes]) {
    const { namespaceURI, localName } = attribute;
    const names = namespaceURI === xmlns && companions.includes(attribute.value);
    if (names || isOutdated(namespaceURI, localName)) element.removeAttributeNode(attribute);
    else attribute.value = currentValue(namespaceURI, localName, size) ?? attribute.value;
  }
  if (isOutdated(element.namespaceURI, element.localName)) {
    element.parentNode?.removeChild(element);
    return;
  }
  const value = currentValue(element.namespaceURI, element.localName, size);
  if (value !== null) element.textContent = value;
}

function isOutdated(namespace: string | null, name: string | null): boolean {
  if (namespace === null) return false;
  return (
    companions.includes(namespace) ||
    outdated.some(([its, property]) => its === namespace && property === name)
  );
}

/** Of a property that says the picture's size or orientation; null for any other. */
function currentValue(namespace: string | null, name: string | null, size: Size): string | null {
  switch (`${namespace}${name}`) {
    case `${namespaces.tiff}Orientation`:
      return '1';
    case `${namespaces.tiff}ImageWidth`:
    case `${namespaces.exif}PixelXDimension`:
      return String(size.width);
    case `${namespaces.tiff}ImageLength`:
    case `${namespaces.exif}PixelYDimension`:
      return String(size.height);
    default:
      return null;
  }
}
