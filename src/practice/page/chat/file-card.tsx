import type { ReactNode } from 'react';
import type { PageFile } from '../../page-api.ts';

const size = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
};

export const FileCard = ({ file }: { readonly file: PageFile }): ReactNode => (
  <a className="file" href={file.url} download={file.name}>
    <span className="file-sign" aria-hidden="true">
      {file.name.split('.').at(-1)?.slice(0, 4).toUpperCase()}
    </span>
    <span>
      <strong>{file.title === '' ? file.name : file.title}</strong>
      <small className="quiet">
        {file.name} · {size(file.sizeBytes)} · Download
      </small>
    </span>
  </a>
);
