export { DropZone } from './drop-zone.tsx';
export { ChooseFiles } from './pickers.tsx';
export { UploadList } from './upload-list.tsx';
export { Uploads } from './uploads-frame.tsx';
